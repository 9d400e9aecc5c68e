// The part of CreatePage about what is kept on disk: drafts and presets.
#include "app/desktop/pages/createpage.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/presetdialogs.h"
#include "widgets/elements/card.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/label.h"

#include <QLocale>

namespace slipway::desktop {

using elements::InlineMessage;

void CreatePage::showOffer()
{
    const std::optional<CreateDraft> &earlier = m_drafts.earlier();
    m_offer->setVisible(earlier.has_value() && step() == CreateStep::Template);
    if (!earlier)
        return;
    const QString when = QLocale().toString(earlier->savedAt.toLocalTime(), QLocale::ShortFormat);
    m_offerText->setText(
        earlier->spec.hostname.isEmpty()
            ? tr("There is a draft without a name, of %1. A root password is not in it.").arg(when)
            : tr("There is a draft for %1, of %2. A root password is not in it.")
                  .arg(earlier->spec.hostname, when));
    m_offer->setAccessibleName(m_offerText->text());
}

void CreatePage::continueEarlier()
{
    if (!m_drafts.earlier())
        return;
    const CreateDraft earlier = *m_drafts.earlier();
    replaceWith(earlier, tr("This is the draft. What stood here before can be brought back."));
    m_drafts.removeEarlier(); // what it holds is written under this window's name first
}

void CreatePage::applyPreset(const QString &name)
{
    const CreatePreset *preset = m_presets.find(name);
    if (!preset)
        return;
    CreateDraft draft = preset->draft;
    const CreateDraft now = this->draft();
    if (!now.spec.hostname.isEmpty())
        draft.spec.hostname = now.spec.hostname;
    draft.spec.rootPassword = now.spec.rootPassword;
    draft.step = CreateStep::Configure;
    replaceWith(draft,
                tr("The preset %1 is filled in. What stood here before can be brought back.").arg(name));
}

void CreatePage::replaceWith(const CreateDraft &draft, const QString &message)
{
    CreateDraft before = this->draft();
    const CreateStep step = before.step;
    before.step = m_pristine.step;
    const bool isWorthKeeping = !(before == m_pristine) && !m_isSpent;
    before.step = step;
    setDraft(draft);
    m_undo = before;
    if (isWorthKeeping)
        m_undoNote->showMessage(InlineMessage::Kind::Info, message, tr("Bring Back"));
    else
        m_undoNote->hide();
}

void CreatePage::savePreset()
{
    PresetNameDialog dialog(tr("Save as a Preset"), draft().spec.templateName, tr("Save"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString name = dialog.name();
    if (m_presets.find(name)) {
        ConfirmDialog replace(tr("Replace the preset %1?").arg(name),
                              tr("There is one of this name. What it holds is lost."), tr("Replace"), this);
        if (replace.exec() != QDialog::Accepted)
            return;
    }
    CreateDraft preset = draft();
    preset.step = CreateStep::Configure;
    m_presets.save(name, preset);
    m_undo.reset();
    m_undoNote->showMessage(InlineMessage::Kind::Success,
                            tr("The preset %1 is saved. A root password is not in it.").arg(name));
}

void CreatePage::managePresets()
{
    PresetsDialog dialog(m_presets, this);
    dialog.exec();
}

} // namespace slipway::desktop
