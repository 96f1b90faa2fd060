import { Icon, type IconProps } from "./icons.tsx";

export function TasksIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m4 6.5 1.5 1.5L8.5 5M4 16.5l1.5 1.5 3-3M12 7h8M12 17h8" />
    </Icon>
  );
}

export function ConnectionsIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="5.5" r="2.5" />
      <circle cx="5" cy="18" r="2.5" />
      <circle cx="19" cy="18" r="2.5" />
      <path d="M11 8 6.5 15.7M13 8l4.5 7.7M7.5 18h9" />
    </Icon>
  );
}

export function DeadLettersIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M3.5 6h17v12.5h-17z" />
      <path d="m4 6.5 8 6.5 8-6.5" />
    </Icon>
  );
}

export function HistoryIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5" />
      <path d="M4 4v4.5h4.5M12 8v4.5l3 1.5" />
    </Icon>
  );
}

export function UpIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M12 19V5M6 11l6-6 6 6" />
    </Icon>
  );
}

export function DownIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m7 10 5 5 5-5" />
    </Icon>
  );
}

export function StaleIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </Icon>
  );
}

export function ChatIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M4 5.5h16v11h-8.5L7 20v-3.5H4z" />
      <path d="M8 9.5h8M8 12.5h5" />
    </Icon>
  );
}
