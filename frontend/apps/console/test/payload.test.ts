import { expect, it } from "vitest";
import { decodePayload } from "../src/deadLetters/payload.ts";

function base64(bytes: Iterable<number>): string {
  return btoa(String.fromCharCode(...bytes));
}

it("shows UTF-8 as text", () => {
  expect(decodePayload(base64(new TextEncoder().encode('{"名":"é"}')))).toEqual({
    kind: "text",
    text: '{"名":"é"}',
    size: 12,
  });
  expect(decodePayload("")).toEqual({ kind: "text", text: "", size: 0 });
});

it.each([
  [[0xff, 0x41, 0x0a], "000000  ff 41 0a                                         .A."],
  [[0x41, 0x00], "000000  41 00                                            A."],
])("shows other bytes as hex: %j", (bytes, text) => {
  expect(decodePayload(base64(bytes))).toEqual({
    kind: "hex",
    text,
    size: bytes.length,
    shown: bytes.length,
  });
});

it("limits the shown bytes", () => {
  const payload = decodePayload(base64(Array.from({ length: 5000 }, () => 0xff)));
  expect(payload).toMatchObject({ kind: "hex", size: 5000, shown: 4096 });
  expect(payload.text.split("\n")).toHaveLength(256);
});
