import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { type Kind, SCRIPTED } from "../data/conversation.ts";
import type { Offers } from "../data/useOffers.ts";
import { OptionsMenu } from "./OptionsMenu.tsx";
import type { Settings } from "./settings.ts";

export interface ModeBarProps {
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
  readonly offers: Offers;
  readonly fixed: boolean;
}

const MODES = ["chat", "agent", "graph"] as const;
const AGENTS = ["task", "graph", "tool"] as const;

/** Who answers: a model, an agent or a graph, and with what. */
export function ModeBar({ settings, onSettings, offers, fixed }: ModeBarProps) {
  const { chat } = useMessages();
  const change = (part: Partial<Settings>) => onSettings({ ...settings, ...part });
  const { mode } = settings;
  return (
    <div className="mode-bar">
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
            offers.graphs.length === 0
              ? [{ value: "", label: chat.noGraphs }]
              : offers.graphs.map(({ name, nodes }) => ({
                  value: name,
                  label: `${name} (${chat.nodes(nodes)})`,
                }))
          }
          disabled={offers.graphs.length === 0}
          onChange={({ currentTarget }) => change({ graphName: currentTarget.value })}
          size="xs"
          value={settings.graphName}
        />
      ) : (
        <>
          <NativeSelect
            aria-label={chat.model}
            data={offers.models.map((value) => ({
              value,
              label: value === SCRIPTED ? chat.scripted : value,
            }))}
            onChange={({ currentTarget }) => change({ model: currentTarget.value })}
            size="xs"
            value={settings.model}
          />
          <OptionsMenu onChange={change} servers={offers.servers} settings={settings} />
        </>
      )}
    </div>
  );
}
