import { expect, type Page, test } from "@playwright/test";
import { lastRound, openChat, saveGraph, say, setMode, settled, unique } from "./chat.ts";

async function choose(page: Page, graph: string): Promise<void> {
  await openChat(page);
  await setMode(page, "Graph");
  await page.getByRole("combobox", { name: "Graph" }).selectOption(graph);
}

function node(page: Page, name: string) {
  return page
    .getByRole("region", { name: "Graph" })
    .getByRole("listitem")
    .filter({ hasText: name });
}

test("nodes of a level run concurrently, each with its own text and a live status", async ({
  page,
  request,
}) => {
  test.setTimeout(90_000);
  await choose(page, await saveGraph(request, { right: "Be slow about {start}" }));
  await expect(node(page, "verdict")).toContainText("waiting");
  await say(page, unique("A text"));
  await expect(node(page, "left")).toContainText("running");
  await expect(node(page, "right")).toContainText("running");
  await expect(node(page, "left")).toContainText("done");
  await expect(node(page, "right")).toContainText("running");
  await settled(page);
  await expect(node(page, "verdict")).toContainText("done");
  for (const name of ["left", "right", "verdict"]) {
    const section = lastRound(page).getByTestId("node").filter({ hasText: name });
    await expect(section.first().getByTestId("markdown").first()).not.toBeEmpty();
  }
  await expect(lastRound(page).getByRole("region", { name: "Result" })).not.toBeEmpty();
  await expect(lastRound(page).getByTestId("run-state")).toHaveCount(0);
});

test("the nodes that depend on a failed node are skipped, and the run fails", async ({
  page,
  request,
}) => {
  await choose(page, await saveGraph(request, { right: "This will fail" }));
  await say(page, unique("A text"));
  await settled(page);
  await expect(node(page, "left")).toContainText("done");
  await expect(node(page, "right")).toContainText("failed");
  await expect(node(page, "verdict")).toContainText("skipped");
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Failed");
  await expect(lastRound(page).getByRole("button", { name: /checkpoint/ })).toBeVisible();

  // The stored run shows the same as the streamed one.
  await page.reload();
  await expect(lastRound(page).getByTestId("run-state")).toHaveText("Failed");
  for (const [name, state] of [
    ["start", "done"],
    ["left", "done"],
    ["right", "failed"],
    ["verdict", "skipped"],
  ] as const) {
    await expect(node(page, name)).toContainText(state);
  }
  const left = lastRound(page).getByTestId("node").filter({ hasText: "left" });
  await expect(left.first().getByTestId("node-state")).toHaveText("done");
});
