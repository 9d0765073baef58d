/** A text of the app's chrome in both languages. `{0}`, `{1}`, … are filled in by the component. */
export interface Label {
  /** Without the prefix `AIX_`. */
  name: string;
  en: string;
  de: string;
}
