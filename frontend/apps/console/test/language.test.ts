import { beforeEach, expect, it } from "vitest";
import { formatDuration } from "../src/i18n/duration.ts";
import { LanguageChoice } from "../src/i18n/language.ts";

beforeEach(() => localStorage.clear());

function choice(...preferred: string[]): LanguageChoice {
  return new LanguageChoice({ storage: localStorage, preferred });
}

it.each([
  [["zh-CN", "en"], "zh-CN"],
  [["zh-Hans-SG"], "zh-CN"],
  [["de-DE", "zh"], "zh-CN"],
  [["en-GB", "zh"], "en"],
  [["fr"], "en"],
  [[], "en"],
])("selects for a browser with %j the language %s", (preferred, expected) => {
  expect(choice(...preferred).get()).toBe(expected);
});

it("uses the selected language from then on", () => {
  choice("en").choose("zh-CN");
  expect(choice("en").get()).toBe("zh-CN");
});

it("ignores an invalid stored language", () => {
  localStorage.setItem("tidings.language", "toString");
  expect(choice("zh").get()).toBe("zh-CN");
});

it.each([
  [0, "0 sec"],
  [400, "0 sec"],
  [59_400, "59 sec"],
  [60_000, "1 min"],
  [125_000, "2 min 5 sec"],
  [3_600_000, "1 hr"],
  [90_000_000, "1 day 1 hr"],
])("formats %i ms as %s", (ms, text) => {
  expect(formatDuration(ms, "en")).toBe(text);
});
