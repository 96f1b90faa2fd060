import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Markdown } from "../src/chat/transcript/Markdown.tsx";

afterEach(cleanup);

function show(text: string, growing = false) {
  const page = (shown: string) => (
    <MantineProvider env="test">
      <Markdown growing={growing} text={shown} />
    </MantineProvider>
  );
  const view = render(page(text));
  const element = screen.getByTestId("markdown");
  return { element, grow: (more: string) => view.rerender(page(more)) };
}

it("shows paragraphs, lists, tables and code", () => {
  const { element } = show("**Hi** `x`\n\n- a\n- b\n\n| a |\n| - |\n| 1 |\n\n```js\nlet a;\n```");
  expect(element.querySelector("strong")?.textContent).toBe("Hi");
  expect(element.querySelectorAll("li")).toHaveLength(2);
  expect(element.querySelector("td")?.textContent).toBe("1");
  expect(element.querySelector("pre")?.textContent).toBe("let a;");
  expect(screen.getByTestId("code-head").textContent).toContain("js");
});

it("shows markup as text, and runs none of it", () => {
  const { element } = show(
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> <b onclick="x">b</b>\n\n<iframe src="https://a.test"></iframe>',
  );
  expect(element.querySelectorAll("script, img, iframe, b, [onclick], [onerror]")).toHaveLength(0);
  expect(element.textContent).toContain("<script>alert(1)</script>");
});

it.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
])("creates no link for %s", (href) => {
  const { element } = show(`[click](${href}) and <${href}>`);
  for (const link of element.querySelectorAll("a")) {
    expect(link.getAttribute("href") ?? "").not.toMatch(/^\s*(javascript|data|vbscript|file):/i);
  }
  expect(element.textContent).toContain("click");
});

it("opens links in a new tab without a referrer", () => {
  const link = show("[out](https://a.test/x)").element.querySelector("a");
  expect(link?.getAttribute("href")).toBe("https://a.test/x");
  expect(link?.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(link?.getAttribute("target")).toBe("_blank");
});

it.each([
  ["[your bank](https://evil.test/bank.test)", "your bank (evil.test)"],
  ["[https://bank.test](https://evil.test)", "https://bank.test (evil.test)"],
  ["[bank.test](https://bank.test@evil.test:8443/)", "bank.test (evil.test:8443)"],
  ["[**bold**](https://evil.test)", "bold (evil.test)"],
  ["[bаnk.test](https://bаnk.test)", "bаnk.test (xn--bnk-6cd.test)"], // a Cyrillic а
  ["[write](mailto:eve@evil.test)", "write (eve@evil.test)"],
  ["![a cat](https://evil.test/cat.png)", "a cat (evil.test)"],
  ["https://a.test/x", "https://a.test/x"],
  ["<https://a.test/x>", "https://a.test/x"],
  ["www.a.test", "www.a.test"],
  ["me@a.test", "me@a.test"],
])("shows the target of %s, unless its text is the address", (text, shown) => {
  expect(show(text).element.textContent).toBe(shown);
});

it("loads no image, which would disclose the reader", () => {
  const { element } = show("![a cat](https://a.test/cat.png)");
  expect(element.querySelector("img")).toBeNull();
  expect(element.querySelector("a")?.textContent).toBe("a cat");
});

const HALF_OPEN: readonly [text: string, shown: string][] = [
  ["Some **bold", "Some bold"],
  ["Some *slanted", "Some slanted"],
  ["Some `code", "Some code"],
  ["Some ~~gone", "Some gone"],
  ["A [link", "A link"],
  ["A [link](https://a.te", "A link"],
];

it.each(HALF_OPEN)("shows %j while it grows as if it were closed", (text, shown) => {
  expect(show(text, true).element.textContent?.trim()).toBe(shown);
});

it.each([
  "```js\nlet a = 1;\n",
  "```js\nlet a = 1;\n`",
  "```js\nlet a = 1;\n``",
  "```js\nlet a = 1;\n```",
])("shows growing code as code: %j", (text) => {
  const { element } = show(text, true);
  expect(element.querySelector("pre")?.textContent?.trimEnd()).toBe("let a = 1;");
});

it("shows no markers and throws nothing, at any length of a text", () => {
  const text =
    "# T\n\nA **b *c* d** `e` [f](https://g.test) ~~h~~\n\n- i\n  - j\n\n| k | l |\n| - | - |\n| m | n |\n\n```\no\n```\n";
  for (let end = 1; end <= text.length; end += 1) {
    const { element } = show(text.slice(0, end), true);
    expect(element.textContent).not.toMatch(/\*\*\S|~~\S|\]\(/);
    cleanup();
  }
});

it("keeps the elements of finished blocks while the end grows", () => {
  const { element, grow } = show("One\n\nTwo\n\nThree", true);
  const first = element.firstElementChild;
  grow("One\n\nTwo\n\nThree and **more**\n\nFour");
  expect(element.firstElementChild).toBe(first);
  expect(element.querySelectorAll("p")).toHaveLength(4);
});
