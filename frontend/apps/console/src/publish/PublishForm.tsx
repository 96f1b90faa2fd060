import { Alert, Button, Checkbox, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { SendIcon } from "../ui/icons.ts";
import { PublishOutcome } from "./PublishOutcome.tsx";
import { INITIAL_VALUES, type PublishValues, validation } from "./publishValues.ts";
import { usePublish } from "./usePublish.ts";

/** Publishes one event. Each error is shown at its field. */
export function PublishForm() {
  const { publish: words } = useMessages();
  const { drafts } = useWorkspace();
  const form = useForm<PublishValues>({
    mode: "uncontrolled",
    initialValues: drafts.get("publish", INITIAL_VALUES),
    onValuesChange: (values) => drafts.set("publish", values),
    validate: validation(words),
  });
  const { outcome, waiting, publish } = usePublish((fields) => {
    form.setErrors(fields);
    focusFirst(fields);
  });

  function focusFirst(errors: object) {
    const first = Object.keys(errors)[0];
    if (first !== undefined) form.getInputNode(first)?.focus();
  }

  return (
    <form aria-label={words.title} noValidate onSubmit={form.onSubmit(publish, focusFirst)}>
      <Stack gap="sm">
        <TextInput
          autoComplete="off"
          label={words.type}
          required
          spellCheck={false}
          withAsterisk={false}
          {...form.getInputProps("type")}
          key={form.key("type")}
        />
        <Textarea
          autosize
          label={words.data}
          description={words.dataHint}
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
            label={words.user}
            placeholder={words.everybody}
            spellCheck={false}
            {...form.getInputProps("user")}
            key={form.key("user")}
          />
          <TextInput
            autoComplete="off"
            label={words.topic}
            placeholder={words.topicHint}
            spellCheck={false}
            {...form.getInputProps("topic")}
            key={form.key("topic")}
          />
        </SimpleGrid>
        <Checkbox
          label={words.queue}
          {...form.getInputProps("queue", { type: "checkbox" })}
          key={form.key("queue")}
        />
        {outcome.kind === "refused" && (
          <Alert color="red" role="alert" style={{ whiteSpace: "pre-line" }} variant="light">
            {outcome.message}
          </Alert>
        )}
        <Button leftSection={<SendIcon size={16} />} loading={form.submitting} type="submit">
          {words.submit}
        </Button>
      </Stack>
      <PublishOutcome outcome={outcome} waiting={waiting} />
    </form>
  );
}
