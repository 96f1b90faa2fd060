import { expect, it } from "vitest";
import { serverPath } from "../src/api/base.ts";

it.each([
  ["/", "/api/x"],
  ["/index.html", "/api/x"],
  ["/tidings/", "/tidings/api/x"],
  ["/apps/tidings/index.html", "/apps/tidings/api/x"],
  ["blank", "/api/x"],
])("sends a request of the page %j below the page's folder", (pathname, expected) => {
  expect(serverPath("/api/x", { pathname } as Location)).toBe(expected);
});
