import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { TidingsEvent } from "@tidings/client";
import { afterEach, expect, it } from "vitest";
import { EventData } from "../src/live/EventData.tsx";

afterEach(cleanup);

/** Shows an event with `data`; returns the element that has it. */
function show(data: unknown, text = JSON.stringify(data)): HTMLElement {
  const event: TidingsEvent = { type: "a", id: undefined, data, text };
  const { container } = render(
    <MantineProvider env="test">
      <EventData event={event} />
    </MantineProvider>,
  );
  const element = container.querySelector<HTMLElement>(".data");
  if (!element) throw new Error("No data on the page");
  return element;
}

it("shows short JSON on one line, whatever is in its strings", () => {
  expect(show({ n: 1, text: "a\n  b" }).textContent).toBe('{ "n": 1, "text": "a\\n  b" }');
  expect(screen.queryByRole("button")).toBeNull();
});

it("tells keys, strings and other values apart", () => {
  const classes = [...show({ key: ["a:b", -1.5e3, true, null] }).querySelectorAll("span")].map(
    (span) => [span.className, span.textContent],
  );
  expect(classes).toEqual([
    ["json-key", '"key"'],
    ["json-string", '"a:b"'],
    ["json-number", "-1500"],
    ["json-number", "true"],
    ["json-number", "null"],
  ]);
});

it("shows text that is not JSON as it is, markup and all", () => {
  expect(show("<b>hi</b>", "<b>hi</b>").innerHTML).toBe("&lt;b&gt;hi&lt;/b&gt;");
});

it("shows the head of much data, and the whole of it on demand", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`);
  expect(show(lines).textContent?.split("\n")).toHaveLength(8);
  fireEvent.click(screen.getByRole("button", { name: "Show all" }));
  const all = screen.getByRole("region", { name: "Data of a" });
  expect(all.textContent).toContain("line 39");
  expect(all.tabIndex).toBe(0);
  fireEvent.click(screen.getByRole("button", { name: "Show less" }));
  expect(screen.queryByRole("region")).toBeNull();
});
