#include "app/desktop/pages/presetdialogs.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/presetstore.h"
#include "widgets/theme/style.h"

#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

PresetNameDialog::PresetNameDialog(const QString &title, const QString &suggestion, const QString &verb,
                                   QWidget *parent)
    : QDialog(parent), m_name(lineInput(u"presetName"_s, tr("web server, small")))
{
    setObjectName(u"presetNameDialog"_s);
    setWindowTitle(title);
    m_name->setMaxLength(80);
    m_name->setText(suggestion);
    m_name->selectAll();
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancel"_s);
    auto *save = new QPushButton(verb);
    save->setObjectName(u"confirm"_s);
    save->setDefault(true);
    setButtonKind(save, ButtonKind::Primary);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(margins(2));
    rows->setSpacing(space(1.4));
    rows->addWidget(new FormField(tr("Name"), m_name, tr("All choices but the root password are kept.")));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    rows->addLayout(buttons);
    setMinimumWidth(space(44));
    const auto judge = [this, save] { save->setEnabled(!name().isEmpty()); };
    connect(m_name, &QLineEdit::textChanged, this, judge);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &QDialog::accept);
    judge();
}

QString PresetNameDialog::name() const { return m_name->text().simplified(); }

PresetsDialog::PresetsDialog(PresetStore &presets, QWidget *parent)
    : QDialog(parent), m_presets(presets), m_list(new QListWidget), m_rename(new QPushButton(tr("Rename…"))),
      m_remove(new QPushButton(tr("Delete…")))
{
    setObjectName(u"presetsDialog"_s);
    setWindowTitle(tr("Presets"));
    m_list->setObjectName(u"presetList"_s);
    m_list->setAccessibleName(tr("Presets"));
    m_rename->setObjectName(u"renamePreset"_s);
    m_remove->setObjectName(u"deletePreset"_s);
    auto *close = new QPushButton(tr("Close"));
    close->setObjectName(u"cancel"_s);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(margins(2));
    rows->setSpacing(space(1));
    rows->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_rename);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    buttons->addWidget(close);
    rows->addLayout(buttons);
    setMinimumSize(space(44), space(30));
    connect(m_rename, &QPushButton::clicked, this, &PresetsDialog::rename);
    connect(m_remove, &QPushButton::clicked, this, &PresetsDialog::remove);
    connect(m_list, &QListWidget::itemActivated, this, &PresetsDialog::rename);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_presets, &PresetStore::changed, this, &PresetsDialog::refresh);
    refresh();
}

QString PresetsDialog::current() const
{
    return m_list->currentItem() ? m_list->currentItem()->text() : QString();
}

void PresetsDialog::refresh()
{
    const int row = m_list->currentRow();
    m_list->clear();
    for (const CreatePreset &preset : m_presets.presets())
        m_list->addItem(preset.name);
    m_list->setCurrentRow(qBound(0, row, m_list->count() - 1));
    m_rename->setEnabled(m_list->count() > 0);
    m_remove->setEnabled(m_list->count() > 0);
}

void PresetsDialog::rename()
{
    const QString from = current();
    PresetNameDialog dialog(tr("Rename the Preset %1").arg(from), from, tr("Rename"), this);
    if (from.isEmpty() || dialog.exec() != QDialog::Accepted || dialog.name() == from)
        return;
    if (m_presets.find(dialog.name())) {
        ConfirmDialog replace(tr("Replace the preset %1?").arg(dialog.name()),
                              tr("There is one of this name. What it holds is lost."), tr("Replace"), this);
        if (replace.exec() != QDialog::Accepted)
            return;
    }
    m_presets.rename(from, dialog.name());
}

void PresetsDialog::remove()
{
    const QString name = current();
    if (name.isEmpty())
        return;
    ConfirmDialog dialog(tr("Delete the preset %1?").arg(name),
                         tr("Containers made from it stay as they are."), tr("Delete Preset"), this);
    if (dialog.exec() == QDialog::Accepted)
        m_presets.remove(name);
}

} // namespace slipway::desktop
