import { FakeClock } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { Announcer } from "../src/app/announcer.ts";

it("announces at most one text in ten seconds, the latest one", async () => {
  const clock = new FakeClock();
  const announcer = new Announcer(clock);
  const announced: string[] = [];
  announcer.subscribe(() => announced.push(announcer.get()));
  announcer.announce("live");
  announcer.announce("lost");
  announcer.announce("offline");
  expect(announced).toEqual(["live"]);
  await clock.advance(9_999);
  expect(announced).toEqual(["live"]);
  await clock.advance(1);
  expect(announced).toEqual(["live", "offline"]);
});

it("does not repeat the last announcement", async () => {
  const clock = new FakeClock();
  const announcer = new Announcer(clock);
  let announced = 0;
  announcer.subscribe(() => {
    announced += 1;
  });
  announcer.announce("live");
  announcer.announce("lost");
  announcer.announce("live");
  await clock.advance(30_000);
  expect(announced).toBe(1);
});
