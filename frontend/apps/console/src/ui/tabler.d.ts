// One module per icon: the package's index has thousands of modules, which slow down every build.
declare module "@tabler/icons-react/dist/esm/icons/*.mjs" {
  import type { Icon } from "@tabler/icons-react";

  const icon: Icon;
  // biome-ignore lint/style/noDefaultExport: the package exports its icons like this
  export default icon;
}
