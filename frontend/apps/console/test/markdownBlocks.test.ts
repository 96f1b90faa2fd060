import { expect, it } from "vitest";
import { MarkdownBlocks } from "../src/chat/transcript/markdownBlocks.ts";

const TEXT = [
  "# Title",
  "Some *text* with `code`\nover two lines.",
  "- one\n- two\n\n  still two\n  - nested\n- three",
  "1. a\n2. b",
  "```js\nconst a = 1;\n\n# no title\n```",
  "> quoted\n> on",
  "| a | b |\n| - | - |\n| 1 | 2 |",
  "Heading below\n===",
  "    indented code",
  "~~~\nopen to the end\n",
].join("\n\n");

it("gives the same result for pieces of any size", () => {
  const whole = new MarkdownBlocks().split(TEXT);
  expect(whole.join("")).toBe(TEXT);
  for (const step of [1, 2, 3, 7, 31]) {
    const splitter = new MarkdownBlocks();
    for (let end = step; end < TEXT.length; end += step) {
      expect(splitter.split(TEXT.slice(0, end)).join("")).toBe(TEXT.slice(0, end));
    }
    expect(splitter.split(TEXT)).toEqual(whole);
  }
});

it("separates complete blocks from the growing one", () => {
  const splitter = new MarkdownBlocks();
  expect(splitter.split("One\n\nTwo\n\n```\ncode")).toEqual(["One\n\n", "Two\n\n", "```\ncode"]);
  expect(splitter.split("One\n\nTwo\n\n```\ncode\n\nmore")).toEqual([
    "One\n\n",
    "Two\n\n",
    "```\ncode\n\nmore",
  ]);
});

it("starts again with another text", () => {
  const splitter = new MarkdownBlocks();
  splitter.split("One\n\nTwo\n\nThree");
  expect(splitter.split("Four\n\nFive")).toEqual(["Four\n\n", "Five"]);
  expect(splitter.split("")).toEqual([]);
});

it("gives the definitions of links to the blocks that may use them", () => {
  const blocks = new MarkdownBlocks().split(
    "See [this][1].\n\nNothing here.\n\n[1]: https://a.test",
  );
  expect(blocks[0]).toContain("[1]: https://a.test");
  expect(blocks[1]).not.toContain("[1]");
});

it("keeps text with footnotes as one block", () => {
  const text = "A note[^1].\n\nMore.\n\n[^1]: Here.";
  expect(new MarkdownBlocks().split(text)).toEqual([text]);
});
