/** The app's settings, which are its environment. */
export type AppSettings = Readonly<Record<string, string | undefined>>;

/**
 * A text of a trigger in which `%NAME%` stands for that setting.
 *
 * @throws Error with one sentence when the setting is missing
 */
export function resolved(text: string, settings: AppSettings): string {
  return text.replaceAll(/%([^%\s]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`%${name}% in "${text}" is not set: give the app that setting.`);
    return value;
  });
}
