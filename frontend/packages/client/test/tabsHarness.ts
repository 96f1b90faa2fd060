import { type ClientOptions, createClient } from "@tidings/client";
import {
  FakeBrowser,
  FakeClock,
  FakePage,
  frame,
  ScriptedServer,
  type ServedStream,
  settle,
} from "@tidings/client/testing";

/** Tabs of one browser, each with its own client, on one clock. */
export function browser(options: ClientOptions = {}) {
  const clock = new FakeClock();
  const tabs = new FakeBrowser();
  let opened = 0;
  return {
    clock,
    tabs,
    async open(more: ClientOptions = {}, script = (_: ScriptedServer): unknown => undefined) {
      opened += 1;
      const id = `tab-${opened}`;
      const tab = tabs.openTab();
      const page = new FakePage();
      const server = new ScriptedServer();
      const received: unknown[] = [];
      const client = createClient({
        fetch: server.fetch,
        clock: {
          now: () => clock.now(),
          after: (ms, task) => clock.after(ms, () => tab.run(task)),
        },
        page,
        random: () => 0,
        locks: tab.locks,
        openChannel: tab.openChannel,
        createId: () => id,
        onError: () => undefined,
        share: true,
        ...options,
        ...more,
      });
      client.on("**", ({ data }) => received.push(data));
      script(server);
      const stream = server.stream().open();
      client.connect();
      await settle();
      return { tab, page, server, client, received, stream };
    },
  };
}

export type Opened = Awaited<ReturnType<ReturnType<typeof browser>["open"]>>;

export const role = ({ client }: Opened) =>
  `${client.status.get().role} ${client.status.get().state}`;

export function send(stream: ServedStream, ...numbers: number[]): Promise<void> {
  for (const n of numbers) stream.send(frame("n", n, `x:${n}`));
  return settle();
}
