/**
 * Secrets that are known by their own form, whatever stands before them. The forms of services' tokens are facts of their
 * documentation, as lists of secret scanners collect them. Each pattern takes time in proportion to the text.
 */
import { isGenerated, LEFT_OUT } from './secret-names.ts';

interface Form {
  /** What the secret is called where it is counted. */
  readonly name: string;
  /** What every text with such a secret has in it: letters as they are, with `|` between those of which one is. */
  readonly mark: string;
  readonly form: RegExp;
  /** What stays of it before and after the secret, which is the group in the middle. */
  readonly groups: boolean;
  /** Whether the secret is one, where its form alone does not tell. */
  readonly isOne?: (secret: string) => boolean;
}

const SCHEMES = 'Bearer|bearer|BEARER|Basic|basic|BASIC|Digest|digest|DIGEST|Negotiate|negotiate|NEGOTIATE';
/** Words that follow the name of a scheme in prose and in challenges. */
const ABOUT_SCHEMES = /^(?:tokens?|auth[a-z]*|schemes?|credentials?|headers?|formats?|realm=.*|challenges?)[.=]*$/i;
/** A word of a sentence, as far as its form tells. */
const PLAIN_WORD = /^[A-Z]?[a-z]+[.=]*$/;

const whole = (name: string, mark: string, form: RegExp): Form => ({ name, mark, form, groups: false });
const inside = (name: string, mark: string, form: RegExp, isOne?: Form['isOne']): Form => ({ name, mark, form, groups: true, ...(isOne === undefined ? {} : { isOne }) });

const FORMS: readonly Form[] = [
  inside('authorization', SCHEMES, new RegExp(String.raw`\b((?:Bearer|bearer|BEARER)(?:\s{1,20}|%20|\+))([\w.~+/=%-]{6,})()`, 'g'), (secret) => !ABOUT_SCHEMES.test(secret)),
  inside('authorization', SCHEMES, new RegExp(String.raw`\b((?:${SCHEMES})(?:\s{1,20}|%20|\+))([\w.~+/=%-]{6,})()`, 'g'), (secret) => !ABOUT_SCHEMES.test(secret) && !PLAIN_WORD.test(secret)),
  whole('json web token', 'eyJ', /\beyJ[\w-]{5,4000}\.[\w-]{5,8000}\.[\w-]*/g),
  inside('password in an address', '//', /(\/\/[^\s/@:"'?#]{0,200}:)([^\s/"'?#]{1,500})(@)/g),
  inside('token in an address', '//', /(\/\/)([\w.~%+-]{16,300})(@)/g, isGenerated),
  inside('token in an address', 'code=|key=|sig=|ticket=|session=', /([?&#](?:code|key|sig|ticket|session)=)([^&\s"'#<>\\]{8,4000})()/g, (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret)),
  inside('private key', 'PRIVATE KEY', /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)((?:[^-]|-(?!----END)){1,20000})()/g),
  inside('password in a command', 'curl', /(\bcurl\b[^\n]{0,200}?\s(?:-u|--user|--proxy-user)[\s=]{1,5}["']?[^\s:"']{1,100}:)([^\s"']{1,300})()/g),
  inside('password in a command', 'login', /(\blogin\s{1,5}\S{1,100}\s{1,5}password\s{1,5})(\S{1,300})()/g),
  inside('webhook address', 'hooks', /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)([\w/]{8,200})()/g),
  inside('webhook address', 'webhooks', /(\/api\/webhooks\/\d{1,30}\/)([\w-]{8,200})()/g),
  whole('token of a service', 'ghp_|gho_|ghu_|ghs_|ghr_', /\bgh[pousr]_[A-Za-z\d]{20,255}\b/g),
  whole('token of a service', 'github_pat_', /\bgithub_pat_\w{20,255}\b/g),
  whole('token of a service', 'glpat-|glptt-|gldt-|glrt-|glft-|glcbt-|glimt-|glsoat-|glagent-|gloas-', /\bgl(?:pat|ptt|dt|rt|ft|cbt|imt|soat|agent|oas)-[\w.-]{16,255}/g),
  whole('token of a service', 'k_live_|k_test_', /\b(?:sk|rk)_(?:live|test)_[A-Za-z\d]{10,255}\b/g),
  whole('token of a service', 'whsec_', /\bwhsec_[\w+/=]{16,255}/g),
  inside('token of a service', 'sk-', /(\b)(sk-[\w-]{20,255})()/g, (secret) => /\d/.test(secret) && /[A-Z]/.test(secret)),
  whole('token of a service', 'xox', /\bxox[a-z]-[\w.-]{10,255}/g),
  whole('token of a service', 'xapp-', /\bxapp-\d-[\w-]{10,255}/g),
  whole('token of a service', 'AKIA|ASIA|ABIA|ACCA', /\bA(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}\b/g),
  whole('token of a service', 'AIza', /\bAIza[\w-]{35}/g),
  whole('token of a service', 'ya29', /\bya29\.[\w-]{20,500}/g),
  whole('token of a service', 'GOCSPX', /\bGOCSPX-[\w-]{20,60}/g),
  whole('token of a service', 'SG.', /\bSG\.[\w-]{16,64}\.[\w-]{16,64}/g),
  whole('token of a service', 'npm_', /\bnpm_[A-Za-z\d]{36}\b/g),
  whole('token of a service', 'pypi-', /\bpypi-AgE[\w-]{50,400}/g),
  whole('token of a service', 'hf_', /\bhf_[A-Za-z]{30,60}\b/g),
  whole('token of a service', '_v1_', /\bdo[opr]_v1_[a-f\d]{64}\b/g),
  whole('token of a service', 'shpat_|shpca_|shppa_|shpss_', /\bshp(?:at|ca|pa|ss)_[a-fA-F\d]{32}\b/g),
  whole('token of a service', 'dckr_', /\bdckr_(?:pat|oat)_[\w-]{20,100}/g),
  whole('token of a service', 'sq0', /\bsq0(?:atp|csp|idp)-[\w-]{22,50}/g),
  whole('token of a service', 'hvs.|hvb.|hvr.', /\bhv[sbr]\.[\w-]{20,300}/g),
  whole('token of a service', ':AA', /\b\d{8,10}:AA[\w-]{33}\b/g),
  whole('token of a service', 'oauth:', /\boauth:[a-z\d]{30}\b/g),
];

/** Any of the marks. Texts without one have no secret by its form, which is told in a fraction of the time. */
const ANY_MARK = new RegExp([...new Set(FORMS.map(({ mark }) => mark))].join('|').replaceAll('.', '[.]'));

export function mayHaveForm(text: string): boolean {
  return ANY_MARK.test(text);
}

/** The text without the secrets in it that are known by their form. `report` is told what each is. */
export function redactForms(text: string, report: (name: string) => void): string {
  if (!ANY_MARK.test(text)) return text;
  let result = text;
  for (const { name, form, groups, isOne } of FORMS) {
    result = result.replace(form, (found: string, before: string, secret: string, after: string) => {
      if (groups && (secret.includes(LEFT_OUT) || isOne?.(secret) === false)) return found;
      report(name);
      return groups ? before + LEFT_OUT + after : LEFT_OUT;
    });
  }
  return result;
}
