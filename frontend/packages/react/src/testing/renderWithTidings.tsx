"use client";

import { act, type RenderOptions, type RenderResult, render } from "@testing-library/react";
import { type AnyTidingsClient, createClient, type GapData } from "@tidings/client";
import { FakeServer } from "@tidings/client/testing";
import { Fragment, type ReactElement, type ReactNode } from "react";
import { FrameContext } from "../FrameContext.ts";
import type { FrameScheduler } from "../frameBatch.ts";
import { SSEProvider } from "../SSEProvider.tsx";

export interface RenderWithTidingsOptions extends RenderOptions {
  /** @default a new one */
  readonly server?: FakeServer;
  /** @default a client of that server, for all events */
  readonly client?: AnyTidingsClient;
}

/** The server of a test. Each call resolves when React has rendered what follows from it. */
export interface TestServer {
  /** Sends an event to the component. */
  emit(type: string, data?: unknown): Promise<void>;
  /** Reports that events may be missing. */
  gap(reason?: GapData["reason"]): Promise<void>;
  /** Breaks the stream, and is unreachable until `reconnect`. Events are kept meanwhile. */
  disconnect(): Promise<void>;
  /** Is reachable again. The client reconnects, and receives what it missed. */
  reconnect(): Promise<void>;
  /** Advances the client's clock, such as for a retry. Timers of the component are not concerned. */
  advance(ms: number): Promise<void>;
  /** What the component has published, and requested. */
  readonly fake: FakeServer;
}

export type TidingsRenderResult = RenderResult & {
  readonly server: TestServer;
  readonly client: AnyTidingsClient;
};

/**
 * Renders a component below an `SSEProvider` with a fake server, by `@testing-library/react`. The
 * hooks render at once, without an animation frame.
 */
export function renderWithTidings(
  ui: ReactNode,
  options: RenderWithTidingsOptions = {},
): TidingsRenderResult {
  const {
    server: fake = new FakeServer(),
    client = createClient(fake.options),
    wrapper: Outer = Fragment,
    ...rest
  } = options;
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <Outer>
      <FrameContext.Provider value={atOnce}>
        <SSEProvider client={client}>{children}</SSEProvider>
      </FrameContext.Provider>
    </Outer>
  );
  return { ...render(ui, { ...rest, wrapper }), server: rendering(fake), client };
}

const atOnce: FrameScheduler = (task) => {
  let pending = true;
  queueMicrotask(() => {
    if (pending) task();
  });
  return () => {
    pending = false;
  };
};

/** The server, whose calls wait for React. */
function rendering(fake: FakeServer): TestServer {
  return {
    fake,
    emit: (...event) => act(() => fake.emit(...event)),
    gap: (...reason) => act(() => fake.gap(...reason)),
    disconnect: () => act(() => fake.disconnect()),
    reconnect: () => act(() => fake.reconnect()),
    advance: (ms) => act(() => fake.advance(ms)),
  };
}
