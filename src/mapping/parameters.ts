/** What an authority may set for itself, and the moments of a run, as the profile declares them. */
export const SETTABLE_TYPES = [
  'text',
  'integer',
  'text_list',
  'integer_list',
  'text_map',
  'text_lists',
  'integer_lists',
] as const;
export type ParameterType = (typeof SETTABLE_TYPES)[number] | 'moment';

export type ParameterList = readonly string[] | readonly number[];

/** `text_lists` and `integer_lists` are maps of name to list, `text_map` of text to text. */
export type ParameterValue =
  | string
  | number
  | ParameterList
  | Readonly<Record<string, string>>
  | Readonly<Record<string, ParameterList>>;

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /**
   * Value in force; moments are bound when the query runs. Undefined when the authority has set
   * none.
   */
  readonly value?: ParameterValue;
}

/** By name, without the `$`. */
export type Parameters = ReadonlyMap<string, Parameter>;
