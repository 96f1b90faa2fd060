/** What a letter holds: text where it is UTF-8, else bytes to look at. */
export type Payload =
  | { readonly kind: "text"; readonly text: string; readonly size: number }
  | { readonly kind: "hex"; readonly text: string; readonly size: number; readonly shown: number };

/** Bytes of a line, and most bytes that are shown. */
const LINE = 16;
const SHOWN = 4096;

/** @param base64 the letter's own bytes */
export function decodePayload(base64: string): Payload {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // Text with a NUL in it is no text that an input could hold.
    if (!text.includes("\0")) return { kind: "text", text, size: bytes.length };
  } catch {
    // Not UTF-8: shown as bytes.
  }
  const shown = bytes.subarray(0, SHOWN);
  return { kind: "hex", text: dump(shown), size: bytes.length, shown: shown.length };
}

/** As `hexdump -C` has it: offset, bytes, and the characters that can be printed. */
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
