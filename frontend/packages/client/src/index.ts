export {
  type AnyTidingsClient,
  createClient,
  type ListenOptions,
  type TidingsClient,
} from "./client.ts";
export type { Clock } from "./clock.ts";
export type {
  CloseData,
  ControlEvents,
  GapData,
  OpenData,
  ReauthData,
  StaleData,
} from "./control.ts";
export type { EventListener, TidingsEvent } from "./event.ts";
export type {
  EventMap,
  EventOf,
  EventPattern,
  EventType,
  MatchingTypes,
  Register,
  RegisteredEvents,
} from "./eventMap.ts";
export { matchesType } from "./eventTypes.ts";
export type {
  ClientOptions,
  CredentialsMode,
  HeadersContext,
  HeadersSource,
  RequestHeaders,
  RetryOptions,
  TransportMode,
} from "./options.ts";
export type { Page, PageSignal } from "./page.ts";
export type { Channel, KeyValueStore, Locks } from "./platform.ts";
export { type FieldError, type Problem, TidingsError } from "./problem.ts";
export type {
  PublishAttributes,
  PublishEvent,
  PublishOptions,
  PublishReceipt,
} from "./publish.ts";
export {
  type EventsOf,
  type Schema,
  SchemaError,
  type SchemaIssue,
  type SchemaMap,
  type StandardSchema,
} from "./schema.ts";
export {
  type ConnectionState,
  IDLE,
  type Role,
  type State,
  type Status,
  type Transport,
} from "./status.ts";
export { type Readable, Store } from "./store.ts";
export { Subscribable, type Unsubscribe } from "./subscribable.ts";
