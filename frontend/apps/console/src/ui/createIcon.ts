import type { Icon } from "@tabler/icons-react";
import { createElement, type ReactElement } from "react";

export interface IconProps {
  /** @default 18 */
  readonly size?: number;
  readonly className?: string | undefined;
}

export type IconComponent = (props: IconProps) => ReactElement;

/** Gives an icon the console's size and stroke. Screen readers skip it: a word accompanies it. */
export function createIcon(icon: Icon): IconComponent {
  return ({ size = 18, className }) =>
    createElement(icon, {
      "aria-hidden": true,
      size,
      stroke: 1.8,
      ...(className !== undefined && { className }),
    });
}
