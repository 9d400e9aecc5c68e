#include "app/desktop/pages/shortcutsdialog.h"

#include "app/desktop/shortcuts.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/theme/label.h"

#include <QGridLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

ShortcutsDialog::ShortcutsDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(u"shortcutsDialog"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *content = new QWidget;
    auto *grid = new elements::ResponsiveGrid(space(38), content);
    grid->setSpacing(space(3));
    grid->setContentsMargins(margins(1));
    for (const CommandGroup group : {CommandGroup::Go, CommandGroup::Do, CommandGroup::Program}) {
        QList<std::pair<QString, QString>> keys;
        for (const CommandInfo &entry : commandTable()) {
            if (entry.group == group && !entry.keys.isEmpty())
                keys.append({entry.text, keysText(entry.keys)});
        }
        grid->addWidget(makeGroup(groupText(group), keys));
    }
    for (const PartKeys &part : partKeys()) {
        QList<std::pair<QString, QString>> keys;
        for (const auto &[text, sequences] : part.keys)
            keys.append({text, keysText(sequences)});
        grid->addWidget(makeGroup(part.part, keys));
    }
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(windowTitle());
    scroll->setObjectName(u"shortcutsScroll"_s);
    auto *close = new QPushButton(tr("Close"));
    close->setObjectName(u"close"_s);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(close, 0, Qt::AlignRight);
    // As high as all of them, where the screen has that much room.
    const int wide = space(96);
    const int needed = grid->heightForWidth(wide - space(6)) + controlHeight() + space(7);
    resize(wide, qMin(needed, screen()->availableSize().height() * 9 / 10));
    close->setFocus();
}

QWidget *ShortcutsDialog::makeGroup(const QString &title, const QList<std::pair<QString, QString>> &keys)
{
    auto *group = new QWidget;
    auto *rows = new QGridLayout(group);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setVerticalSpacing(space(0.5));
    rows->setColumnStretch(0, 1);
    rows->addWidget(new Label(title, TextStyle::Heading), 0, 0, 1, 2);
    int at = 1;
    for (const auto &[text, key] : keys) {
        auto *what = new Label(text);
        what->setWordWrap(true);
        auto *how = new Label(key, TextStyle::Strong, Role::Muted);
        how->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        rows->addWidget(what, at, 0);
        rows->addWidget(how, at++, 1);
    }
    rows->setRowStretch(at, 1);
    return group;
}

} // namespace slipway::desktop
