/** The logo of Tidings. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg aria-hidden="true" height={size} viewBox="0 0 32 32" width={size}>
      <rect fill="#3b5bdb" height="32" rx="8" width="32" />
      <g fill="none" stroke="#fff" strokeLinecap="round" strokeWidth="2.6">
        <path d="M9 15a8 8 0 0 1 8 8" />
        <path d="M9 9a14 14 0 0 1 14 14" />
      </g>
      <circle cx="10" cy="22" fill="#fff" r="2.4" />
    </svg>
  );
}
