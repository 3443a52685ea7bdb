import { isCancel, select, text } from '@clack/prompts';
import { ConfigError, StoppedError } from '../problems/errors.ts';
import { type Answers, QUESTIONS, type Question, faultIn } from '../setup/questions.ts';

/**
 * The answers of a first site file: those that were given as flags, and the others asked for where
 * there is somebody to ask, else the usual ones.
 * @throws ConfigError naming every flag that is wanting; StoppedError when asking was broken off
 */
export async function gatherAnswers(given: Answers, asking: boolean): Promise<Answers> {
  refuseFaults(given);
  let answers: Answers = {};
  const wanting: Question[] = [];
  for (const question of QUESTIONS) {
    if (question.applies?.(answers) === false) continue;
    const usual = question.usual?.(answers);
    const answer = given[question.key] ?? (asking ? await ask(question, usual) : usual);
    if (answer === undefined) wanting.push(question);
    else answers = { ...answers, [question.key]: answer };
  }
  if (wanting.length === 0) return answers;
  throw new ConfigError({
    code: 'usage',
    message: `answers are wanting: ${wanting.map(({ flag }) => flag.split(' ', 1).join('')).join(', ')}`,
    hint: 'give each as an option, or leave out --yes and run this on a terminal to be asked',
  });
}

function refuseFaults(given: Answers): void {
  for (const question of QUESTIONS) {
    const answer = given[question.key];
    const fault = answer === undefined ? undefined : faultIn(question, answer);
    if (fault === undefined) continue;
    throw new ConfigError({
      code: 'usage',
      message: `${question.flag} cannot be used as it is given`,
      hint: fault,
    });
  }
}

async function ask(question: Question, usual: string | undefined): Promise<string> {
  const { asks: message, choices } = question;
  const output = process.stderr;
  const answer = await (choices
    ? select({
        message,
        output,
        options: choices.map((value) => ({ value })),
        ...(usual === undefined ? {} : { initialValue: usual }),
      })
    : text({
        message,
        output,
        ...(usual === undefined ? {} : { initialValue: usual }),
        validate: (value) => faultIn(question, value ?? ''),
      }));
  if (!isCancel(answer)) return answer;
  throw new StoppedError({ code: 'stopped', message: 'nothing was written' });
}
