// The part of CreatePage that shows how things stand: errors, refusals, what can be done.
#include "app/desktop/pages/createconfigurestep.h"
#include "app/desktop/pages/createpackagesstep.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/createscriptsstep.h"
#include "app/desktop/pages/createtemplatestep.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/stepheader.h"
#include "widgets/theme/label.h"

#include <QPushButton>

namespace slipway::desktop {

using namespace theme;
using elements::InlineMessage;
using elements::StepHeader;

void CreatePage::showCarried(const QString &remark)
{
    QStringList sentences;
    if (!m_carried.files.isEmpty())
        sentences << tr("Files that are sent again as before, without a field here: %1.")
                         .arg(m_carried.files.size());
    const bool canLeaveOut = !sentences.isEmpty();
    if (!remark.isEmpty())
        sentences << remark;
    if (sentences.isEmpty()) {
        m_carriedNote->hide();
        return;
    }
    m_carriedNote->showMessage(remark.isEmpty() ? InlineMessage::Kind::Info : InlineMessage::Kind::Warning,
                               sentences.join(u' '), canLeaveOut ? tr("Leave Out") : QString());
}

bool CreatePage::isNameQuiet() const
{
    return !m_touched && !m_seen.contains(CreateStep::Configure) && m_configure->hostname().isEmpty();
}

void CreatePage::showErrors()
{
    m_template->showErrors(m_controller.errorsOf(CreateStep::Template));
    m_configure->showErrors(m_controller.errorsOf(CreateStep::Configure), isNameQuiet());
    m_packages->showErrors(m_controller.errorsOf(CreateStep::Packages));
    m_scripts->showErrors(m_controller.errorsOf(CreateStep::Scripts));
    for (const CreateStep one : kCreateSteps) {
        qsizetype errors = m_controller.errorsOf(one).size();
        if (one == CreateStep::Configure && isNameQuiet())
            errors = 0; // there is nothing but the name yet
        m_header->setState(static_cast<int>(one),
                           errors > 0                                          ? StepHeader::State::Wrong
                           : m_seen.contains(one) && one != CreateStep::Review ? StepHeader::State::Done
                                                                               : StepHeader::State::Open,
                           int(errors));
    }
    showState();
}

void CreatePage::showState()
{
    const bool isReview = step() == CreateStep::Review;
    qsizetype open = m_controller.requests().size();
    for (const CreateOutcome &one : m_controller.outcomes())
        open -= one.state == CreateOutcome::State::Created;
    m_back->setVisible(step() != CreateStep::Template);
    m_next->setVisible(!isReview);
    m_submit->setVisible(isReview);
    m_submit->setEnabled(m_controller.canSubmit());
    m_submit->setText(m_controller.isSubmitting()          ? tr("Creating…")
                      : m_controller.requests().size() > 1 ? tr("Create %n", nullptr, int(open))
                                                           : tr("Create"));
    QString words = m_controller.whyNot();
    const QList<FieldError> &errors = m_controller.fieldErrors();
    if (!errors.isEmpty() && words == errors.first().message)
        words = tr("%1: %2").arg(createStepName(createStepOf(errors.first().field)), words);
    if (isNameQuiet() && !isReview)
        words.clear();
    m_submit->setAccessibleDescription(words);
    m_whyNot->setText(isReview && !errors.isEmpty() ? QString() : words); // the review itself says it, above
    m_whyNot->setRole(m_controller.fieldErrors().isEmpty() ? Role::Muted : Role::Danger);
}

void CreatePage::showRefusal(const QString &message)
{
    m_touched = true;
    m_message->showMessage(InlineMessage::Kind::Error, message);
    const QList<FieldError> &errors = m_controller.fieldErrors();
    showErrors();
    // Of several each name says why, and that is in the review.
    const CreateStep to = errors.isEmpty() || m_controller.requests().size() > 1
                              ? CreateStep::Review
                              : createStepOf(errors.first().field);
    if (isVisible())
        goTo(to);
}

void CreatePage::offerDeletion(bool offered)
{
    if (offered)
        m_message->showMessage(InlineMessage::Kind::Error,
                               tr("%1 Or delete the failed one of that name.").arg(m_message->text()),
                               tr("Delete It…"));
}

void CreatePage::showEntry()
{
    const std::optional<TemplateEntry> &entry = m_template->entry();
    const std::optional<Template> chosen = entry ? std::optional(entry->entry) : std::nullopt;
    m_packages->setTemplate(chosen, m_templates.buckets());
    m_scripts->setTemplate(chosen);
}

} // namespace slipway::desktop
