import IconAccessPoint from "@tabler/icons-react/dist/esm/icons/IconAccessPoint.mjs";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconCircleRectangle from "@tabler/icons-react/dist/esm/icons/IconCircleRectangle.mjs";
import IconClock from "@tabler/icons-react/dist/esm/icons/IconClock.mjs";
import IconHierarchy from "@tabler/icons-react/dist/esm/icons/IconHierarchy.mjs";
import IconHistory from "@tabler/icons-react/dist/esm/icons/IconHistory.mjs";
import IconListCheck from "@tabler/icons-react/dist/esm/icons/IconListCheck.mjs";
import IconMail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import IconMessage from "@tabler/icons-react/dist/esm/icons/IconMessage.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconPlayerPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import IconReload from "@tabler/icons-react/dist/esm/icons/IconReload.mjs";
import IconSend from "@tabler/icons-react/dist/esm/icons/IconSend.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { createIcon } from "./createIcon.ts";

export type { IconComponent } from "./createIcon.ts";

/** The tone of a status, which selects its colour. */
export type Tone = "good" | "busy" | "warn" | "off" | "bad";

export const AlertIcon = createIcon(IconAlertTriangle);
export const ChatIcon = createIcon(IconMessage);
export const CheckIcon = createIcon(IconCheck);
export const ConnectionsIcon = createIcon(IconHierarchy);
export const DeadLettersIcon = createIcon(IconMail);
export const DownIcon = createIcon(IconChevronDown);
export const HistoryIcon = createIcon(IconHistory);
export const LiveIcon = createIcon(IconAccessPoint);
export const MoonIcon = createIcon(IconMoon);
export const PauseIcon = createIcon(IconPlayerPause);
export const PlayIcon = createIcon(IconPlayerPlay);
export const RetryIcon = createIcon(IconReload);
export const SendIcon = createIcon(IconSend);
export const StaleIcon = createIcon(IconClock);
export const StopIcon = createIcon(IconCircleRectangle);
export const SunIcon = createIcon(IconSun);
export const TasksIcon = createIcon(IconListCheck);
export const UpIcon = createIcon(IconArrowUp);
