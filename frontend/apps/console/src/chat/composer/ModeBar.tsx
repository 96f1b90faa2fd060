import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { type Kind, SCRIPTED } from "../data/conversation.ts";
import type { Catalog } from "../data/useCatalog.ts";
import styles from "./ModeBar.module.css";
import { OptionsMenu } from "./OptionsMenu.tsx";
import type { Settings } from "./settings.ts";

export interface ModeBarProps {
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
  readonly catalog: Catalog;
  readonly fixed: boolean;
}

const MODES = ["chat", "agent", "graph"] as const;
const AGENTS = ["task", "graph", "tool"] as const;

/** Selects a model, an agent or a graph, with its options. */
export function ModeBar({ settings, onSettings, catalog, fixed }: ModeBarProps) {
  const { chat } = useMessages();
  const change = (part: Partial<Settings>) => onSettings({ ...settings, ...part });
  const { mode } = settings;
  return (
    <div className={styles.bar}>
      {!fixed && (
        <SegmentedControl
          aria-label={chat.mode}
          data={MODES.map((value) => ({ value, label: chat.modes[value] }))}
          onChange={(value) => change({ mode: value as Kind })}
          size="xs"
          value={mode}
        />
      )}
      {mode === "agent" && (
        <NativeSelect
          aria-label={chat.agentType}
          data={AGENTS.map((value) => ({ value, label: chat.agentTypes[value] }))}
          onChange={({ currentTarget }) =>
            change({ agentType: currentTarget.value as Settings["agentType"] })
          }
          size="xs"
          value={settings.agentType}
        />
      )}
      {mode === "graph" ? (
        <NativeSelect
          aria-label={chat.graph}
          data={
            catalog.graphs.length === 0
              ? [{ value: "", label: chat.noGraphs }]
              : catalog.graphs.map(({ name, nodes }) => ({
                  value: name,
                  label: `${name} (${chat.nodes(nodes)})`,
                }))
          }
          disabled={catalog.graphs.length === 0}
          onChange={({ currentTarget }) => change({ graphName: currentTarget.value })}
          size="xs"
          value={settings.graphName}
        />
      ) : (
        <>
          <NativeSelect
            aria-label={chat.model}
            data={catalog.models.map((value) => ({
              value,
              label: value === SCRIPTED ? chat.scripted : value,
            }))}
            onChange={({ currentTarget }) => change({ model: currentTarget.value })}
            size="xs"
            value={settings.model}
          />
          <OptionsMenu onChange={change} servers={catalog.servers} settings={settings} />
        </>
      )}
    </div>
  );
}
