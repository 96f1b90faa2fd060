import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Inspector } from "../src/live/Inspector.tsx";
import styles from "../src/live/JsonText.module.css";
import { oneLine } from "../src/live/preview.ts";

afterEach(cleanup);

/** Shows an event with `data`; returns the element of the data. */
function show(data: unknown, text = JSON.stringify(data), onFilter = (_: string) => undefined) {
  const event = { type: "a.b", id: "0-42", data, text };
  render(
    <MantineProvider env="test">
      <Inspector
        entry={{ key: 1, at: new Date(0), kind: "event", event }}
        onFilter={(chip) => onFilter(chip)}
      />
    </MantineProvider>,
  );
  return screen.getByTestId("event-data");
}

it("shows short JSON on one line, with any strings", () => {
  expect(show({ n: 1, text: "a\n  b" }).textContent).toBe('{ "n": 1, "text": "a\\n  b" }');
});

it("distinguishes keys, strings and other values", () => {
  const classes = [...show({ key: ["a:b", -1.5e3, true, null] }).querySelectorAll("span")].map(
    (span) => [span.className, span.textContent],
  );
  expect(classes).toEqual([
    [styles.key, '"key"'],
    [styles.string, '"a:b"'],
    [styles.number, "-1500"],
    [styles.number, "true"],
    [styles.number, "null"],
  ]);
});

it("shows text that is not JSON unchanged, including markup", () => {
  expect(show("<b>hi</b>", "<b>hi</b>").innerHTML).toBe("&lt;b&gt;hi&lt;/b&gt;");
});

it("shows large data in full, in a region that takes the focus", () => {
  const data = show(Array.from({ length: 40 }, (_, i) => `line ${i}`));
  expect(data.textContent).toContain("line 39");
  expect(data.tabIndex).toBe(0);
});

it("shows the frame as sent, one data field per line", () => {
  const data = show("one\ntwo", "one\ntwo");
  fireEvent.click(screen.getByRole("radio", { name: "Raw frame" }));
  expect(data.textContent).toBe("event: a.b\nid: 0-42\ndata: one\ndata: two");
});

it("offers the event's type as a filter", () => {
  const chips: string[] = [];
  show(1, "1", (chip) => void chips.push(chip));
  fireEvent.click(screen.getByRole("button", { name: "Only this type" }));
  expect(chips).toEqual(["type:a.b"]);
});

it("shortens a row's text to one line", () => {
  expect(oneLine('{\n  "a": 1\n}')).toBe('{ "a": 1 }');
  expect(oneLine("x".repeat(100_000))).toHaveLength(240);
});
