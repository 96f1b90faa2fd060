import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const isThorough = Boolean(process.env.TIDINGS_PICTURES ?? process.env.TIDINGS_EVERY_WIDTH);

/** The widths of the inspection. The soak profile adds the narrow one, and the translations. */
export const WIDTHS = isThorough ? [1280, 390] : [1280];
export const TRANSLATED_WIDTHS = isThorough ? [1280, 390] : [];

/** The only rule that depends on the color scheme. */
const CONTRAST = "color-contrast";

/**
 * Asserts, in the dark and in the light color scheme, that nothing is cut off at the side and that
 * axe finds nothing. In the dark one only the contrast is checked: structure and names are the same.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const overflow = () => document.documentElement.scrollWidth - innerWidth;
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    await picture(page, `${name}-${colorScheme}`);
    // Without frames of other origins, axe needs no page of its own.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    if (colorScheme === "dark") axe.withRules(CONTRAST);
    const { violations } = await axe.analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

/** Saves a screenshot to `screenshots` if `TIDINGS_PICTURES` is set. No test compares it. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.TIDINGS_PICTURES) return;
  const path = fileURLToPath(new URL(`../screenshots/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: "disabled" });
}
