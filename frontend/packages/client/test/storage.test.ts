import type { KeyValueStore } from "@tidings/client";
import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness } from "./harness.ts";

class Memory implements KeyValueStore {
  readonly values = new Map<string, string>();
  writes = 0;
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.writes += 1;
    this.values.set(key, value);
  }
}

const event = (n: number) => frame("n", n, `x:${n}`);

describe("a reload", () => {
  it("misses nothing with a storage", async () => {
    const storage = new Memory();
    const before = harness({ storage });
    const stream = await before.opened();
    stream.send(event(1) + event(2));
    await before.clock.advance(100);
    const after = harness({ storage });
    await after.opened();
    expect(after.server.last.headers.get("Last-Event-ID")).toBe("x:2");
    expect(storage.writes).toBe(1);
  });

  it("misses nothing immediately after an event: the page's end writes the cursor", async () => {
    const storage = new Memory();
    const before = harness({ storage });
    (await before.opened()).send(event(1));
    await settle();
    before.page.signal("freeze");
    const after = harness({ storage });
    await after.opened();
    expect(after.server.last.headers.get("Last-Event-ID")).toBe("x:1");
  });

  it("starts with the live tail by default, and prefers lastEventId to a stored cursor", async () => {
    const storage = new Memory();
    const before = harness({ storage });
    (await before.opened()).send(event(1));
    await before.clock.advance(100);
    const plain = harness();
    await plain.opened();
    expect(plain.server.last.headers.has("Last-Event-ID")).toBe(false);
    const given = harness({ storage, lastEventId: "x:7" });
    await given.opened();
    expect(given.server.last.headers.get("Last-Event-ID")).toBe("x:7");
  });

  it("of another subscription has another cursor", async () => {
    const storage = new Memory();
    const before = harness({ storage, topics: ["a"] });
    (await before.opened()).send(event(1));
    await before.clock.advance(100);
    const other = harness({ storage, topics: ["b"] });
    await other.opened();
    expect(other.server.last.headers.has("Last-Event-ID")).toBe(false);
  });

  it("with a forbidden storage starts with the live tail, and reports it", async () => {
    const storage: KeyValueStore = {
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => undefined,
    };
    const h = harness({ storage });
    await h.opened();
    expect(h.state).toBe("open");
    expect(h.errors).toMatchObject([{ message: "forbidden" }]);
  });
});
