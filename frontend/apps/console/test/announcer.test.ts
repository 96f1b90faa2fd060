import { FakeClock } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { Announcer } from "../src/app/announcer.ts";

it("announces at most one text in ten seconds, the latest one", async () => {
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

it("does not repeat the last announcement", async () => {
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
