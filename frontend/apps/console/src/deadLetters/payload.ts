/** The payload of a letter: UTF-8 text, or the bytes as hex. A large payload is not stored. */
export type Payload =
  | { readonly kind: "none"; readonly text: string; readonly size: number }
  | { readonly kind: "text"; readonly text: string; readonly size: number }
  | { readonly kind: "hex"; readonly text: string; readonly size: number; readonly shown: number };

/** The bytes of a line, and the most bytes shown. */
const LINE = 16;
const MAX_SHOWN = 4096;

/** @param base64 the bytes of the letter; `undefined` where they are not stored */
export function decodePayload(base64: string | undefined): Payload {
  if (base64 === undefined) return { kind: "none", text: "", size: 0 };
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // An input field cannot hold a NUL.
    if (!text.includes("\0")) return { kind: "text", text, size: bytes.length };
  } catch {
    // Not UTF-8: shown as hex.
  }
  const shown = bytes.subarray(0, MAX_SHOWN);
  return { kind: "hex", text: dump(shown), size: bytes.length, shown: shown.length };
}

/** As `hexdump -C`: offset, bytes, and the printable characters. */
function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE) {
    const line = [...bytes.subarray(at, at + LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."));
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(LINE * 3)} ${text.join("")}`);
  }
  return lines.join("\n");
}
