import { Alert, Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type PublishReceipt, TidingsError } from "@tidings/client";
import { useSSEClient } from "@tidings/react";
import { useState } from "react";
import { CheckIcon, SendIcon } from "../app/icons.tsx";
import {
  INITIAL,
  type PublishValues,
  type Refusal,
  toPublishEvent,
  toRefusal,
  validate,
} from "./publishValues.ts";

type Result =
  | { readonly kind: "none" }
  | { readonly kind: "accepted"; readonly receipt: PublishReceipt }
  | { readonly kind: "refused"; readonly message: string };

/** Publishes one event. What is wrong is said at the field it is wrong with. */
export function PublishForm() {
  const client = useSSEClient();
  const [result, setResult] = useState<Result>({ kind: "none" });
  const form = useForm<PublishValues>({
    mode: "uncontrolled",
    initialValues: INITIAL,
    validate,
  });

  function focusFirst(errors: object) {
    const first = Object.keys(errors)[0];
    if (first !== undefined) form.getInputNode(first)?.focus();
  }

  async function publish(values: PublishValues) {
    setResult({ kind: "none" });
    try {
      // Whoever sits at the form would rather know that it failed than wait.
      const receipt = await client.publish(toPublishEvent(values), { retry: false });
      setResult({ kind: "accepted", receipt });
    } catch (error) {
      const { fields, rest } = refusalOf(error);
      form.setErrors(fields);
      focusFirst(fields);
      if (rest !== undefined) setResult({ kind: "refused", message: rest });
    }
  }

  return (
    <form aria-label="Publish an event" noValidate onSubmit={form.onSubmit(publish, focusFirst)}>
      <Stack gap="sm">
        <TextInput
          autoComplete="off"
          label="Type"
          required
          spellCheck={false}
          withAsterisk={false}
          {...form.getInputProps("type")}
          key={form.key("type")}
        />
        <Textarea
          autosize
          label="Data"
          description="JSON, at most 64 KiB"
          maxRows={14}
          minRows={4}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...form.getInputProps("data")}
          key={form.key("data")}
        />
        <SimpleGrid cols={2} spacing="sm">
          <TextInput
            autoComplete="off"
            label="User"
            placeholder="everybody"
            spellCheck={false}
            {...form.getInputProps("user")}
            key={form.key("user")}
          />
          <TextInput
            autoComplete="off"
            label="Topic"
            placeholder="e.g. orders/eu"
            spellCheck={false}
            {...form.getInputProps("topic")}
            key={form.key("topic")}
          />
        </SimpleGrid>
        {result.kind === "refused" && (
          <Alert color="red" role="alert" style={{ whiteSpace: "pre-line" }} variant="light">
            {result.message}
          </Alert>
        )}
        <Button leftSection={<SendIcon size={16} />} loading={form.submitting} type="submit">
          Publish
        </Button>
      </Stack>
      {/* Outside of the stack, which would keep room for it while it is empty. */}
      <div role="status">
        {result.kind === "accepted" && (
          <Group c="dimmed" gap={6} mt="sm" wrap="nowrap">
            <CheckIcon size={16} />
            <Text size="sm" truncate>
              {result.receipt.duplicates > 0 ? "Known already" : "Accepted"} at{" "}
              <Text component="span" ff="monospace" inherit>
                {result.receipt.cursor}
              </Text>
            </Text>
          </Group>
        )}
      </div>
    </form>
  );
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof TidingsError) return toRefusal(error);
  return { fields: {}, rest: "The server cannot be reached. Nothing was published." };
}
