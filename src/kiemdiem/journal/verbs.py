"""Every act that the journal knows, and the sentence that tells it."""

from enum import StrEnum

from kiemdiem.wording import N_


class Verb(StrEnum):
    """What was done; the value stands in the entry for ever."""

    SIGNED_IN = "account.signed_in"
    SIGN_IN_FAILED = "account.sign_in_failed"
    SIGNED_OUT = "account.signed_out"
    LOCKED_OUT = "account.locked_out"
    SESSION_ENDED = "account.session_ended"
    ACCOUNT_OPENED = "account.opened"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_CORRECTED = "account.corrected"
    ACCOUNT_TIED = "account.tied"
    ACCOUNT_UNTIED = "account.untied"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - a verb
    FACTOR_ADDED = "account.factor_added"
    FACTOR_REMOVED = "account.factor_removed"
    MANDATE_GRANTED = "mandate.granted"
    MANDATE_DELEGATED = "mandate.delegated"
    MANDATE_ENDED = "mandate.ended"
    TOKEN_ISSUED = "token.issued"  # noqa: S105 - a verb
    TOKEN_ENDED = "token.ended"  # noqa: S105 - a verb
    REMINDERS_ASKED = "reminders.asked"
    ADDRESS_CONFIRMED = "reminders.address_confirmed"
    REMINDERS_STOPPED = "reminders.stopped"
    FEED_MADE = "calendar.made"
    FEED_ENDED = "calendar.ended"
    ACCESS_REFUSED = "access.refused"
    ORGANISATION_ADDED = "organisation.added"
    ORGANISATION_CORRECTED = "organisation.corrected"
    ORGANISATION_MOVED = "organisation.moved"
    COLLECTIVE_ADDED = "collective.added"
    COLLECTIVE_CORRECTED = "collective.corrected"
    PERSON_ADDED = "person.added"
    PERSON_ADMITTED = "person.admitted"
    PERSON_CORRECTED = "person.corrected"
    PERSON_TRANSFERRED = "person.transferred"
    PERSON_ERASED = "person.erased"
    MASKED_SEEN = "person.masked_seen"
    MEMBERSHIP_ENTERED = "membership.entered"
    MEMBERSHIP_CORRECTED = "membership.corrected"
    MEMBERSHIP_WITHDRAWN = "membership.withdrawn"
    POST_ENTERED = "post.entered"
    POST_CORRECTED = "post.corrected"
    POST_WITHDRAWN = "post.withdrawn"
    CIRCUMSTANCE_ENTERED = "circumstance.entered"
    CIRCUMSTANCE_CORRECTED = "circumstance.corrected"
    CIRCUMSTANCE_WITHDRAWN = "circumstance.withdrawn"
    WORKBOOK_UPLOADED = "workbook.uploaded"
    IMPORT_APPLIED = "import.applied"
    IMPORT_DISCARDED = "import.discarded"
    EXPORTED = "export.made"
    HEAD_PRINTED = "journal.head_printed"
    CYCLE_PREPARED = "cycle.prepared"
    CYCLE_DISCARDED = "cycle.discarded"
    CYCLE_OPENED = "cycle.opened"
    CALENDAR_CHANGED = "cycle.calendar_changed"
    EDITION_CHANGED = "cycle.edition_changed"
    PERSON_SET_ASIDE = "cycle.person_set_aside"
    PLACE_DECIDED = "plan.place_decided"
    OPENED_EARLY = "plan.opened_early"
    REVIEW_FINISHED = "plan.review_finished"
    REVIEW_REOPENED = "plan.review_reopened"
    CHANGE_ACCEPTED = "plan.change_accepted"
    CHANGE_REFUSED = "plan.change_refused"
    TEXT_HANDED_IN = "writing.handed_in"
    TEXT_TAKEN_BACK = "writing.taken_back"
    TEXT_REVISED = "writing.revised"
    TEXT_READ = "writing.read"
    OPINION_ASKED = "opinion.asked"
    OPINIONS_DERIVED = "opinion.derived"
    OPINION_SENT = "opinion.sent"
    OPINION_REMINDED = "opinion.reminded"
    OPINION_NOT_NEEDED = "opinion.not_needed"
    OPINION_WITHDRAWN = "opinion.withdrawn"
    OPINION_ASKED_AGAIN = "opinion.asked_again"
    OPINION_ANSWERED = "opinion.answered"
    OPINION_LINK_MADE = "opinion.link_made"
    OPINION_LINK_FAILED = "opinion.link_failed"
    WENT_ON_WITHOUT = "opinion.went_on_without"
    OPINIONS_CONSOLIDATED = "opinion.consolidated"
    TARGET_ASSIGNED = "target.assigned"
    TARGET_CORRECTED = "target.corrected"
    TARGET_WITHDRAWN = "target.withdrawn"
    TARGETS_UPLOADED = "targets.uploaded"
    TARGETS_IMPORTED = "targets.imported"
    TARGETS_DISCARDED = "targets.discarded"
    LETTER_DRAFTED = "letter.drafted"
    LETTER_REWRITTEN = "letter.rewritten"
    LETTER_APPROVED = "letter.approved"
    LETTER_TERM_SET = "letter.term_set"
    LETTER_NUMBERED = "letter.numbered"
    LETTER_CONSULTED = "letter.consulted"
    LETTER_NOTIFIED = "letter.notified"
    LETTER_READ = "letter.read"
    LETTER_ANSWERED = "letter.answered"
    LETTER_REPORTED = "letter.reported"
    LETTER_WITHDRAWN = "letter.withdrawn"
    DELEGATION_FORMED = "delegation.formed"
    DELEGATION_CHANGED = "delegation.changed"
    DELEGATION_DISSOLVED = "delegation.dissolved"
    VISIT_ASSIGNED = "visit.assigned"
    VISIT_RELEASED = "visit.released"
    VISIT_REPORTED = "visit.reported"
    CASE_REPORTED = "case.reported"
    CASE_SEEN = "case.seen"
    CASES_SEEN = "cases.seen"
    CASE_TAKEN_UP = "case.taken_up"
    CASE_CONCLUDED = "case.concluded"
    CASE_CLOSED = "case.closed"
    CASE_DECIDED = "case.decided"
    ELECTORATES_DERIVED = "electorates.derived"
    ELECTORATE_DEFINED = "electorate.defined"
    ELECTORATE_SETTLED = "electorate.settled"
    ELECTORATE_REOPENED = "electorate.reopened"
    VOTER_ADDED = "voter.added"
    VOTER_LEFT_OUT = "voter.left_out"
    LEADER_TAKEN_OFF = "electorate.leader_taken_off"
    WORKPLACE_OPINION_HELD = "workplace_opinion.held"
    WORKPLACE_OPINION_NOT_NEEDED = "workplace_opinion.not_needed"
    CONFERENCE_CALLED = "conference.called"
    CONFERENCE_CHANGED = "conference.changed"
    CONFERENCE_DROPPED = "conference.dropped"
    CONFERENCE_BEGUN = "conference.begun"
    CONFERENCE_ENDED = "conference.ended"
    ROLL_CHANGED = "conference.roll_changed"
    PRESENCE_RECORDED = "conference.presence_recorded"
    AGENDA_CHANGED = "conference.agenda_changed"
    ITEM_BEGUN = "conference.item_begun"
    OPINIONS_READ_OUT = "conference.opinions_read_out"
    ITEM_CONCLUDED = "conference.item_concluded"
    MINUTES_SIGNED = "conference.minutes_signed"
    VOTE_PREPARED = "vote.prepared"
    TELLERS_CHANGED = "vote.tellers_changed"
    VOTE_OPENED = "vote.opened"
    PAPERS_PRINTED = "vote.papers_printed"
    VOTE_CLOSED = "vote.closed"
    VOTE_CANCELLED = "vote.cancelled"
    COUNT_ENTERED = "vote.count_entered"
    COUNT_CORRECTED = "vote.count_corrected"
    COUNT_SETTLED = "vote.count_settled"
    COUNT_SIGNED = "vote.count_signed"
    RECOUNT_BEGUN = "vote.recount_begun"
    RECOUNT_GIVEN_UP = "vote.recount_given_up"


SENTENCES: dict[Verb, str] = {
    Verb.SIGNED_IN: N_("signed in"),
    Verb.SIGN_IN_FAILED: N_("failed to sign in"),
    Verb.SIGNED_OUT: N_("signed out"),
    Verb.LOCKED_OUT: N_("was locked out after too many failures"),
    Verb.SESSION_ENDED: N_("ended a session of {subject}"),
    Verb.ACCOUNT_OPENED: N_("opened the account {subject}"),
    Verb.ACCOUNT_CLOSED: N_("closed the account {subject}"),
    Verb.ACCOUNT_CORRECTED: N_("corrected the account {subject}"),
    Verb.ACCOUNT_TIED: N_("tied an account to the record of {subject}"),
    Verb.ACCOUNT_UNTIED: N_("untied the account from the record of {subject}"),
    Verb.PASSWORD_CHANGED: N_("set a new password for {subject}"),
    Verb.FACTOR_ADDED: N_("added a second factor to {subject}"),
    Verb.FACTOR_REMOVED: N_("removed a second factor from {subject}"),
    Verb.MANDATE_GRANTED: N_("granted a mandate to {subject}"),
    Verb.MANDATE_DELEGATED: N_("delegated a mandate to {subject}"),
    Verb.MANDATE_ENDED: N_("ended a mandate of {subject}"),
    Verb.TOKEN_ISSUED: N_("issued an access token for {subject}"),
    Verb.TOKEN_ENDED: N_("ended an access token of {subject}"),
    Verb.ACCESS_REFUSED: N_("asked for what is not theirs to see"),
    Verb.ORGANISATION_ADDED: N_("added the organisation {subject}"),
    Verb.ORGANISATION_CORRECTED: N_("corrected the organisation {subject}"),
    Verb.ORGANISATION_MOVED: N_("moved the organisation {subject} under another superior"),
    Verb.COLLECTIVE_ADDED: N_("added the collective {subject}"),
    Verb.COLLECTIVE_CORRECTED: N_("corrected the collective {subject}"),
    Verb.PERSON_ADDED: N_("added {subject} to the registry"),
    Verb.PERSON_ADMITTED: N_("entered the admission of {subject}"),
    Verb.PERSON_CORRECTED: N_("corrected the record of {subject}"),
    Verb.PERSON_TRANSFERRED: N_("entered the transfer of {subject}"),
    Verb.PERSON_ERASED: N_("erased the personal data of {subject}"),
    Verb.REMINDERS_ASKED: N_("asked for reminders by mail for {subject}"),
    Verb.ADDRESS_CONFIRMED: N_("confirmed the mail address of {subject}"),
    Verb.REMINDERS_STOPPED: N_("stopped the reminders by mail of {subject}"),
    Verb.FEED_MADE: N_("made a calendar address for {subject}"),
    Verb.FEED_ENDED: N_("ended the calendar address of {subject}"),
    Verb.MASKED_SEEN: N_("looked at masked data of {subject}"),
    Verb.MEMBERSHIP_ENTERED: N_("entered a membership of {subject}"),
    Verb.MEMBERSHIP_CORRECTED: N_("corrected a membership of {subject}"),
    Verb.MEMBERSHIP_WITHDRAWN: N_("withdrew a membership of {subject} entered by mistake"),
    Verb.POST_ENTERED: N_("entered a post of {subject}"),
    Verb.POST_CORRECTED: N_("corrected a post of {subject}"),
    Verb.POST_WITHDRAWN: N_("withdrew a post of {subject} entered by mistake"),
    Verb.CIRCUMSTANCE_ENTERED: N_("entered a circumstance of {subject}"),
    Verb.CIRCUMSTANCE_CORRECTED: N_("corrected a circumstance of {subject}"),
    Verb.CIRCUMSTANCE_WITHDRAWN: N_("withdrew a circumstance of {subject} entered by mistake"),
    Verb.WORKBOOK_UPLOADED: N_("uploaded a workbook for {subject}"),
    Verb.IMPORT_APPLIED: N_("applied an import to {subject}"),
    Verb.IMPORT_DISCARDED: N_("discarded an import for {subject}"),
    Verb.EXPORTED: N_("exported data of {subject}"),
    Verb.HEAD_PRINTED: N_("printed the head of the journal of {subject}"),
    Verb.CYCLE_PREPARED: N_("prepared a cycle of {subject}"),
    Verb.CYCLE_DISCARDED: N_("gave up a cycle of {subject} before it was opened"),
    Verb.CYCLE_OPENED: N_("opened the cycle of {subject}"),
    Verb.CALENDAR_CHANGED: N_("changed a date in the calendar of {subject}"),
    Verb.EDITION_CHANGED: N_("decided on another edition for the cycle of {subject}"),
    Verb.PERSON_SET_ASIDE: N_("left {subject} out of the plan, with a ground"),
    Verb.PLACE_DECIDED: N_("decided on a place of review of {subject}"),
    Verb.OPENED_EARLY: N_("let the review of {subject} begin early"),
    Verb.REVIEW_FINISHED: N_("recorded that the review of {subject} is finished"),
    Verb.REVIEW_REOPENED: N_("took back that the review of {subject} is finished"),
    Verb.CHANGE_ACCEPTED: N_("accepted changes of the registry into the plan of {subject}"),
    Verb.CHANGE_REFUSED: N_("refused changes of the registry to the plan of {subject}"),
    Verb.TEXT_HANDED_IN: N_("handed in the self-review or report of {subject}"),
    Verb.TEXT_TAKEN_BACK: N_("took back the self-review or report of {subject}"),
    Verb.TEXT_REVISED: N_("began the revised version of the self-review or report of {subject}"),
    Verb.TEXT_READ: N_("read the self-review of {subject}"),
    Verb.OPINION_ASKED: N_("asked for an opinion on {subject}"),
    Verb.OPINIONS_DERIVED: N_("derived whose opinion is asked for {subject}"),
    Verb.OPINION_SENT: N_("sent a request for an opinion on {subject}"),
    Verb.OPINION_REMINDED: N_("reminded of a request for an opinion on {subject}"),
    Verb.OPINION_NOT_NEEDED: N_("recorded that an opinion on {subject} is not needed"),
    Verb.OPINION_WITHDRAWN: N_("withdrew a request for an opinion on {subject}"),
    Verb.OPINION_ASKED_AGAIN: N_("asked again for an opinion on {subject}"),
    Verb.OPINION_ANSWERED: N_("gave an opinion on {subject}"),
    Verb.OPINION_LINK_MADE: N_("made a link for an opinion on {subject}"),
    Verb.OPINION_LINK_FAILED: N_("entered a wrong code at a link for an opinion on {subject}"),
    Verb.WENT_ON_WITHOUT: N_("went on without missing opinions on {subject}, with a note"),
    Verb.OPINIONS_CONSOLIDATED: N_("kept the consolidated opinions on {subject}"),
    Verb.TARGET_ASSIGNED: N_("assigned targets to {subject}"),
    Verb.TARGET_CORRECTED: N_("corrected a target of {subject}"),
    Verb.TARGET_WITHDRAWN: N_("withdrew a target of {subject}"),
    Verb.TARGETS_UPLOADED: N_("uploaded a sheet of targets for {subject}"),
    Verb.TARGETS_IMPORTED: N_("imported targets for {subject}"),
    Verb.TARGETS_DISCARDED: N_("discarded a sheet of targets for {subject}"),
    Verb.LETTER_DRAFTED: N_("drafted a letter of suggestion to {subject}"),
    Verb.LETTER_REWRITTEN: N_("rewrote the draft of a letter of suggestion to {subject}"),
    Verb.LETTER_APPROVED: N_("approved a letter of suggestion to {subject}"),
    Verb.LETTER_TERM_SET: N_("entered the term whose letters of {subject} are numbered"),
    Verb.LETTER_NUMBERED: N_("numbered a letter of suggestion to {subject}"),
    Verb.LETTER_CONSULTED: N_("recorded the consultation before a letter of suggestion to {subject}"),
    Verb.LETTER_NOTIFIED: N_("notified {subject} of a letter of suggestion"),
    Verb.LETTER_READ: N_("confirmed having read a letter of suggestion to {subject}"),
    Verb.LETTER_ANSWERED: N_("answered the matters suggested to {subject}"),
    Verb.LETTER_REPORTED: N_("reported the result on what was suggested to {subject}"),
    Verb.LETTER_WITHDRAWN: N_("withdrew a letter of suggestion to {subject}"),
    Verb.DELEGATION_FORMED: N_("formed a delegation at {subject}"),
    Verb.DELEGATION_CHANGED: N_("changed the members of a delegation of {subject}"),
    Verb.DELEGATION_DISSOLVED: N_("dissolved a delegation of {subject}"),
    Verb.VISIT_ASSIGNED: N_("assigned a place to a delegation of {subject}"),
    Verb.VISIT_RELEASED: N_("took a place from a delegation of {subject}"),
    Verb.VISIT_REPORTED: N_("entered the report of a delegation of {subject}"),
    Verb.CASE_REPORTED: N_("reported signs for verification ({subject})"),
    Verb.CASE_SEEN: N_("looked at a verification case ({subject})"),
    Verb.CASES_SEEN: N_("looked at the list of verification cases"),
    Verb.CASE_TAKEN_UP: N_("took up a verification case ({subject})"),
    Verb.CASE_CONCLUDED: N_("concluded a verification case ({subject})"),
    Verb.CASE_CLOSED: N_("closed a verification case ({subject})"),
    Verb.ELECTORATES_DERIVED: N_("derived who is asked at the workplaces of {subject}"),
    Verb.ELECTORATE_DEFINED: N_("laid down who is asked at work about {subject}"),
    Verb.ELECTORATE_SETTLED: N_("settled who is asked at {subject}"),
    Verb.ELECTORATE_REOPENED: N_("opened the list of those asked at {subject} again"),
    Verb.VOTER_ADDED: N_("added somebody to those asked at {subject}"),
    Verb.VOTER_LEFT_OUT: N_("left somebody out of those asked at {subject}"),
    Verb.LEADER_TAKEN_OFF: N_("took {subject} off a list of those about whom a workplace is asked"),
    Verb.WORKPLACE_OPINION_HELD: N_("recorded that the workplace opinion was taken at {subject}"),
    Verb.WORKPLACE_OPINION_NOT_NEEDED: N_("recorded that the workplace is not asked about {subject}"),
    Verb.CONFERENCE_CALLED: N_("called a conference at {subject}"),
    Verb.CONFERENCE_CHANGED: N_("changed the particulars of a conference at {subject}"),
    Verb.CONFERENCE_DROPPED: N_("called off a conference at {subject}"),
    Verb.CONFERENCE_BEGUN: N_("opened a conference at {subject}"),
    Verb.CONFERENCE_ENDED: N_("ended a conference at {subject}"),
    Verb.ROLL_CHANGED: N_("changed the roll of a conference at {subject}"),
    Verb.PRESENCE_RECORDED: N_("recorded who came to or left a conference at {subject}"),
    Verb.AGENDA_CHANGED: N_("changed the agenda of a conference at {subject}"),
    Verb.ITEM_BEGUN: N_("began the review of {subject} at a conference"),
    Verb.OPINIONS_READ_OUT: N_("recorded that the opinions on {subject} were reported to the conference"),
    Verb.ITEM_CONCLUDED: N_("concluded the review of {subject} at a conference"),
    Verb.MINUTES_SIGNED: N_("signed the minutes of a conference at {subject}"),
    Verb.VOTE_PREPARED: N_("prepared a vote at {subject}"),
    Verb.TELLERS_CHANGED: N_("named the tellers of a vote at {subject}"),
    Verb.VOTE_OPENED: N_("opened a vote at {subject}"),
    Verb.PAPERS_PRINTED: N_("printed the papers of a vote at {subject}"),
    Verb.VOTE_CLOSED: N_("closed a vote at {subject}"),
    Verb.VOTE_CANCELLED: N_("cancelled a vote at {subject}"),
    Verb.COUNT_ENTERED: N_("entered the papers of a vote at {subject} as a teller"),
    Verb.COUNT_CORRECTED: N_("corrected an entry of papers of a vote at {subject}"),
    Verb.COUNT_SETTLED: N_("took over the agreed count of a vote at {subject}"),
    Verb.COUNT_SIGNED: N_("signed the count of a vote at {subject}"),
    Verb.RECOUNT_BEGUN: N_("began a recount of a vote at {subject}"),
    Verb.RECOUNT_GIVEN_UP: N_("gave up a recount of a vote at {subject}"),
    Verb.CASE_DECIDED: N_("decided on the rating in a verification case ({subject})"),
}
