/** What an authority may set for itself, and the moments of a run, as the profile declares them. */
export type ParameterType = 'text' | 'integer' | 'text_list' | 'integer_list' | 'moment';

export type ParameterValue = string | number | readonly string[] | readonly number[];

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Value in force for lists, texts and numbers; moments are bound when the query runs. */
  readonly value?: ParameterValue;
}

/** By name, without the `$`. */
export type Parameters = ReadonlyMap<string, Parameter>;
