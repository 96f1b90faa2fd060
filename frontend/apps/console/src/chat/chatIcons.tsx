import { Icon, type IconProps } from "../app/icons.tsx";

/** Makes an icon of its lines. */
function icon(...paths: readonly string[]) {
  return (props: IconProps) => (
    <Icon {...props}>
      {paths.map((path) => (
        <path d={path} key={path} />
      ))}
    </Icon>
  );
}

export const CopyIcon = icon("M9 9h10.5v10.5H9z", "M5.5 15H4.5V4.5H15v1");
export const EditIcon = icon("M4.5 19.5l1-4L16 5l3 3L8.5 18.5z", "M14 7l3 3");
export const DeleteIcon = icon("M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5");
export const StarIcon = icon("M12 4l2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z");
export const ToolIcon = icon("M13 3.5L5 14h6l-1 6.5L18 10h-6z");
export const ThoughtIcon = icon(
  "M9 18h6M10 21h4M12 3a6.5 6.5 0 0 0-4 11.6c.7.6 1 1.2 1 2v.4h6v-.4c0-.8.3-1.4 1-2A6.5 6.5 0 0 0 12 3z",
);
export const RightIcon = icon("M9 6l6 6-6 6");
export const PlusIcon = icon("M12 5v14M5 12h14");
export const ListIcon = icon("M4 7h16M4 12h16M4 17h10");
export const GraphIcon = icon(
  "M5 4.5h5v4H5zM14 4.5h5v4h-5zM9.5 15.5h5v4h-5z",
  "M7.5 8.5V12h9V8.5M12 12v3.5",
);
export const OptionsIcon = icon("M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4");
export const MoreIcon = icon("M5 12h1M11.5 12h1M18 12h1M5 12.5h1M11.5 12.5h1M18 12.5h1");
