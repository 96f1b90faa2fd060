import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";
import { open, signIn, tokenOf } from "./tidings.ts";

/** Signs in and opens an empty chat page with the scripted model. */
export async function openChat(page: Page, url = "./"): Promise<void> {
  await signIn(page, "alice", url);
  await open(page, "Chat");
  await page.getByRole("combobox", { name: "Model" }).selectOption("scripted");
}

export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message" });
}

/** Sends a message by the keyboard; returns when it is in the transcript. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await expect(lastRound(page)).toContainText(text);
}

/** Allows the server's own tools. */
export async function allowTools(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("dialog", { name: "Options" }).getByLabel("builtin").check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Options" })).toHaveCount(0);
}

/** Selects the mode. */
export async function setMode(page: Page, mode: "Chat" | "Agent" | "Graph"): Promise<void> {
  await page.getByRole("radiogroup", { name: "Mode" }).getByText(mode).click();
}

/** The last prompt and its answer. */
export function lastRound(page: Page): Locator {
  return page.getByRole("list", { name: "Messages" }).locator(":scope > li").last();
}

/** Waits until the run has ended, with any status. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0, { timeout: 60_000 });
}

/** The conversations of the list that contain `text`. */
export function listed(page: Page, text: string): Locator {
  return page
    .getByRole("list", { name: "Conversations" })
    .getByRole("listitem")
    .filter({ hasText: text });
}

/** A title that no other test or run uses. */
export function unique(text: string): string {
  return `${text} ${Math.random().toString(36).slice(2, 8)}`;
}

/** Saves a graph of scripted nodes, two of which run concurrently; returns its name. */
export async function saveGraph(
  request: APIRequestContext,
  prompts: { readonly left?: string; readonly right?: string } = {},
): Promise<string> {
  const name = `review-${Math.random().toString(36).slice(2, 8)}`;
  const node = (own: string, inputs: string[], outputs: string[], prompt = "{start}") => ({
    name: own,
    model_name: "scripted",
    system_prompt: "",
    user_prompt: prompt,
    mcp_servers: [],
    input_nodes: inputs,
    output_nodes: outputs,
  });
  const token = await tokenOf(request, "alice", ["publisher"]);
  const response = await request.post("./api/graphs", {
    headers: { Authorization: `Bearer ${token}` },
    data: {
      name,
      description: "Looks at a text from two sides",
      nodes: [
        node("left", ["start"], ["verdict"], prompts.left),
        node("right", ["start"], ["verdict"], prompts.right),
        node("verdict", ["left", "right"], ["end"], "Say what {left} and {right} come to"),
      ],
      end_template: "{verdict}",
    },
  });
  expect(response.ok(), await response.text()).toBe(true);
  return name;
}
