import { expect, it } from "vitest";
import { takeSignInFailure } from "../../src/session/signInFailure.ts";
import { FakeAddress } from "./harness.ts";

it("leaves a page without a failure unchanged", () => {
  const address = new FakeAddress("/tidings/?filter=a#chat/c-1");
  expect(takeSignInFailure(address)).toBeUndefined();
  expect(address.current).toBe("/tidings/?filter=a#chat/c-1");
});

it("takes the reason out of the address", () => {
  const address = new FakeAddress("/?filter=a&sign-in=denied#chat");
  expect(takeSignInFailure(address)).toBe("denied");
  expect(address.current).toBe("/?filter=a#chat");
});

it("reads an unknown reason as an invalid response", () => {
  const address = new FakeAddress("/?sign-in=constructor");
  expect(takeSignInFailure(address)).toBe("response");
});
