import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import type { IconComponent, Tone } from "./icons.ts";
import spin from "./spin.module.css";

export interface BadgeProps {
  readonly children: ReactNode;
  readonly icon?: IconComponent;
  /** @default 15 */
  readonly iconSize?: number;
  readonly spinning?: boolean;
  readonly tone?: Tone;
  readonly testId?: string;
}

/** A status as an icon and a word. */
export function Badge(props: BadgeProps) {
  const { children, icon: Icon, iconSize = 15, spinning = false, tone, testId } = props;
  return (
    <span className={styles.badge} data-testid={testId} data-tone={tone}>
      {Icon ? <Icon className={spinning ? spin.spinning : undefined} size={iconSize} /> : null}
      {children}
    </span>
  );
}
