import type { ControlEvents } from "./control.ts";
import type { TidingsEvent } from "./events.ts";

/**
 * Where an application tells its events once, for the client and the hooks:
 *
 * ```ts
 * declare module "@tidings/client" {
 *   interface Register { events: { "task.progress": { percent: number } } }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged into
export interface Register {}

/** Event types, and the data of each. Where nothing is registered, any type with unknown data. */
export type EventMap = Record<string, unknown>;

/** The registered event map. */
export type RegisteredEvents = Register extends { events: infer Events extends object }
  ? Events
  : EventMap;

/** The event types of a map. */
export type EventType<Events extends object> = Extract<keyof Events, string>;

/** A type or a pattern to listen to; the editor offers those that are known. */
export type EventPattern<Events extends object> =
  | EventType<Events>
  | keyof ControlEvents
  | "**"
  | (string & {});

/** The types that a pattern asks for; never where the map has none. */
export type MatchingTypes<Events extends object, Pattern extends string> = Pattern extends "**"
  ? EventType<Events>
  : Pattern extends EventType<Events>
    ? Pattern
    : Pattern extends `${infer Head}.**`
      ? Extract<EventType<Events>, `${Head}.${string}`>
      : Pattern extends `${infer Head}.*`
        ? OneSegment<EventType<Events>, Head>
        : never;

type OneSegment<Type extends string, Head extends string> = Type extends `${Head}.${infer Rest}`
  ? Rest extends `${string}.${string}`
    ? never
    : Type
  : never;

/** The event that a listener of `Pattern` is given: a union that `type` tells apart. */
export type EventOf<
  Events extends object,
  Pattern extends string,
> = Pattern extends keyof ControlEvents
  ? TidingsEvent<ControlEvents[Pattern], Pattern>
  : [MatchingTypes<Events, Pattern>] extends [never]
    ? TidingsEvent
    : {
        [Type in MatchingTypes<Events, Pattern>]: TidingsEvent<
          Type extends keyof Events ? Events[Type] : unknown,
          Type
        >;
      }[MatchingTypes<Events, Pattern>];
