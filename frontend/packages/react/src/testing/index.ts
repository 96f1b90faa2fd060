"use client";

export type { FakeServer, ReceivedEvent } from "@tidings/client/testing";
export {
  type RenderWithTidingsOptions,
  renderWithTidings,
  type TestServer,
  type TidingsRenderResult,
} from "./renderWithTidings.tsx";
