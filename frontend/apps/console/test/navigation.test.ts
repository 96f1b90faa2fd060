import { beforeEach, expect, it } from "vitest";
import { Navigation } from "../src/app/location.ts";

beforeEach(() => history.replaceState(null, "", "/"));

it("has the page in the fragment and the filter in the query", () => {
  history.replaceState(null, "", "/?filter=type:orders.*&filter=a%26b#tasks");
  expect(new Navigation(window).get()).toEqual({
    page: "tasks",
    item: undefined,
    filter: ["type:orders.*", "a&b"],
  });
});

it("shows the live events for a URL without a page", () => {
  history.replaceState(null, "", "/#nowhere");
  expect(new Navigation(window).get().page).toBe("live");
});

it("writes the filter into the URL, and reads it back", () => {
  const navigation = new Navigation(window);
  navigation.setFilter(["type:a.*", "x=1&y"]);
  expect(new Navigation(window).get().filter).toEqual(["type:a.*", "x=1&y"]);
  navigation.setFilter([]);
  expect(location.search).toBe("");
});
