import type { ReactNode } from "react";
import styles from "./Panel.module.css";
import { PanelHead } from "./PanelHead.tsx";
import surface from "./surface.module.css";

export interface PanelProps {
  readonly label: string;
  readonly head: ReactNode;
  readonly hidden?: boolean;
  readonly children: ReactNode;
}

/** A panel beside the page's main content. */
export function Panel({ label, head, hidden = false, children }: PanelProps) {
  return (
    <aside aria-label={label} className={`${surface.surface} ${styles.panel}`} hidden={hidden}>
      <PanelHead>{head}</PanelHead>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}
