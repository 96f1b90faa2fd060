import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Feed } from "../src/live/feed.ts";
import { useLiveKeys } from "../src/live/useLiveKeys.ts";

afterEach(cleanup);

function show() {
  const feed = new Feed({ schedule: (task) => task() });
  function Page() {
    useLiveKeys({ feed, selected: undefined, onSelect: () => undefined });
    return (
      <>
        <button data-row type="button">
          row
        </button>
        <button type="button">other</button>
        <input />
      </>
    );
  }
  render(<Page />);
  return feed;
}

/** Whether `element` handles a Space itself. */
function leaves(element: HTMLElement): boolean {
  return fireEvent.keyDown(element, { key: " " });
}

it("pauses and resumes with Space", () => {
  const feed = show();
  expect(leaves(document.body)).toBe(false);
  expect(feed.get().paused).toBe(true);
  leaves(document.body);
  expect(feed.get().paused).toBe(false);
});

it("leaves Space to rows, buttons and inputs", () => {
  const feed = show();
  for (const element of [...screen.getAllByRole("button"), screen.getByRole("textbox")]) {
    expect(leaves(element)).toBe(true);
  }
  expect(feed.get().paused).toBe(false);
});

it("selects by j and k, also from a row", () => {
  const feed = show();
  expect(fireEvent.keyDown(screen.getByText("row"), { key: "j" })).toBe(false);
  expect(feed.get().paused).toBe(true);
});
