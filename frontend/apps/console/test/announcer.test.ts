import { FakeClock } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { Announcer } from "../src/app/announcer.ts";

it("says at most one thing in ten seconds, and then the latest", async () => {
  const clock = new FakeClock();
  const announcer = new Announcer(clock);
  const said: string[] = [];
  announcer.subscribe(() => said.push(announcer.get()));
  announcer.announce("live");
  announcer.announce("lost");
  announcer.announce("offline");
  expect(said).toEqual(["live"]);
  await clock.advance(9_999);
  expect(said).toEqual(["live"]);
  await clock.advance(1);
  expect(said).toEqual(["live", "offline"]);
});

it("keeps to itself what was said last already", async () => {
  const clock = new FakeClock();
  const announcer = new Announcer(clock);
  let said = 0;
  announcer.subscribe(() => {
    said += 1;
  });
  announcer.announce("live");
  announcer.announce("lost");
  announcer.announce("live");
  await clock.advance(30_000);
  expect(said).toBe(1);
});
