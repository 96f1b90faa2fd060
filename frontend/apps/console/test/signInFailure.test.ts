import { beforeEach, expect, it } from "vitest";
import { takeSignInFailure } from "../src/identity/signInFailure.ts";

beforeEach(() => history.replaceState(null, "", "/"));

it("leaves a page without a failure unchanged", () => {
  history.replaceState(null, "", "/tidings/?filter=a#chat/c-1");
  expect(takeSignInFailure(window)).toEqual({
    page: "/tidings/?filter=a#chat/c-1",
    failure: undefined,
  });
});

it("takes the reason out of the URL", () => {
  history.replaceState(null, "", "/?filter=a&sign-in=denied#chat");
  expect(takeSignInFailure(window)).toEqual({ page: "/?filter=a#chat", failure: "denied" });
  expect(location.href).not.toContain("denied");
});

it("reads an unknown reason as an invalid response", () => {
  history.replaceState(null, "", "/?sign-in=constructor");
  expect(takeSignInFailure(window).failure).toBe("response");
});
