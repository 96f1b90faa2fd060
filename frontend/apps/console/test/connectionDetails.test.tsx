import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { FakeBrowser, FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import { SSEContext } from "@tidings/react";
import { afterEach, expect, it } from "vitest";
import { type Workspace, WorkspaceContext } from "../src/app/workspace.ts";
import { ConnectionDetails } from "../src/connection/ConnectionDetails.tsx";
import { Latency } from "../src/connection/latency.ts";

afterEach(cleanup);

function tab(browser: FakeBrowser) {
  const { locks, openChannel } = browser.openTab();
  const server = new ScriptedServer();
  const client = createClient({
    fetch: server.fetch,
    clock: new FakeClock(),
    page: new FakePage(),
    share: true,
    locks,
    openChannel,
  });
  return { client, server };
}

function show({ client }: ReturnType<typeof tab>) {
  render(
    <MantineProvider env="test">
      <WorkspaceContext value={{ latency: new Latency() } as Workspace}>
        <SSEContext value={client}>
          <ConnectionDetails onDone={() => undefined} />
        </SSEContext>
      </WorkspaceContext>
    </MantineProvider>,
  );
}

/** The value beside a name. */
const fact = (name: string) => screen.getByText(name).nextElementSibling?.textContent;

it("shows a dash without a transport", () => {
  show(tab(new FakeBrowser()));
  expect(fact("Transport")).toBe("–");
});

it("lets a follower reconnect by taking the connection over", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [tab(browser), tab(browser)];
  one.server.stream().open();
  one.client.connect();
  await settle();
  two.client.connect();
  await settle();
  show(two);
  expect(fact("Transport")).toBe("Stream (SSE)");
  expect(fact("This tab")).toMatch("Follower");
  two.server.stream().open();
  fireEvent.click(screen.getByRole("button", { name: "Reconnect now" }));
  await act(settle);
  expect(two.client.status.get()).toMatchObject({ role: "leader", state: "open" });
  expect(one.client.status.get()).toMatchObject({ role: "follower", state: "open" });
});
