export { FakeBrowser, type FakeTab } from "./fakeBrowser.ts";
export { FakeClock, settle } from "./fakeClock.ts";
export { FakePage } from "./fakePage.ts";
export { type FakeOptions, FakeServer, type ReceivedEvent } from "./fakeServer.ts";
export { frame, ScriptedServer, type SeenRequest, ServedStream } from "./scriptedServer.ts";
