export { FakeClock, settle } from "./fakeClock.ts";
export { frame, ScriptedServer, ServedStream } from "./scriptedServer.ts";
