import type { PublishEvent, TidingsError } from "@tidings/client";
import type { Messages } from "../i18n/messages.ts";

/** The values of the form. */
export interface PublishValues {
  readonly type: string;
  readonly data: string;
  readonly user: string;
  readonly topic: string;
  /** Whether to wait while the server is unreachable. */
  readonly queue: boolean;
}

export const INITIAL_VALUES: PublishValues = {
  type: "orders.created",
  data: '{\n  "order": 4711,\n  "total": 19.9\n}',
  user: "",
  topic: "",
  queue: false,
};

/** Prefixes of the server's own types (protocol, section 1). */
const RESERVED = /^(tidings|run|conversation|row|approval|audit)\./i;

/** Validates each field before the request. */
export function validation(words: Messages["publish"]) {
  return {
    type(value: string): string | null {
      if (!/^[\w.-]{1,128}$/.test(value)) return words.badType;
      return RESERVED.test(value) ? words.reserved : null;
    },
    data(value: string): string | null {
      if (value.trim() === "") return null;
      try {
        JSON.parse(value);
        return null;
      } catch (error) {
        return words.notJson(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

export function toPublishEvent({ type, data, user, topic }: PublishValues): PublishEvent {
  return {
    type,
    ...(data.trim() !== "" && { data: JSON.parse(data) as unknown }),
    ...(user.trim() !== "" && { user: user.trim() }),
    ...(topic.trim() !== "" && { topic: topic.trim() }),
  };
}

/** The server's refusal: errors of the form's fields, and the rest as text. */
export interface Refusal {
  readonly fields: Partial<Record<keyof PublishValues, string>>;
  readonly rest: string | undefined;
}

export function toRefusal(error: TidingsError): Refusal {
  const fields: Partial<Record<keyof PublishValues, string>> = {};
  const others: string[] = [];
  for (const { field, message } of error.problem.errors) {
    // `type`, `[0].type` and `/0/type` name the same field.
    const name = field.split(/[./[\]]/).at(-1) ?? "";
    if (isField(name)) fields[name] = message;
    else others.push(field === "" ? message : `${field}: ${message}`);
  }
  const texts = Object.keys(fields).length > 0 ? others : [error.message, ...others];
  return { fields, rest: texts.length > 0 ? texts.join("\n") : undefined };
}

function isField(name: string): name is keyof PublishValues {
  return Object.hasOwn(INITIAL_VALUES, name);
}
