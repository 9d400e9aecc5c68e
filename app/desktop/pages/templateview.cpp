#include "app/desktop/pages/templateview.h"

#include "widgets/elements/badge.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

QString policyText(FileSpec::Policy policy)
{
    switch (policy) {
    case FileSpec::Policy::Default:
        return TemplateView::tr("only if there is none");
    case FileSpec::Policy::Backup:
        return TemplateView::tr("keeps the old one");
    case FileSpec::Policy::Replace:
        break;
    }
    return TemplateView::tr("replaces");
}

QStringList scriptLines(const Template &entry)
{
    QStringList lines;
    for (const TemplateScript &script : entry.scripts) {
        QString line = script.name;
        if (!script.enabled)
            line += TemplateView::tr("  (off)");
        if (script.timeoutSeconds != TemplateScript().timeoutSeconds)
            line += TemplateView::tr("  (at most %1 s)").arg(script.timeoutSeconds);
        lines.append(line);
    }
    return lines;
}

QStringList fileLines(const Template &entry)
{
    QStringList lines;
    for (const FileSpec &file : entry.files)
        lines.append(TemplateView::tr("%1  (%2)").arg(file.path, policyText(file.policy)));
    return lines;
}

QStringList packageLines(const Template &entry)
{
    QStringList lines;
    for (const PackageKind kind : kPackageKinds) {
        if (const QStringList packages = packagesOf(entry, kind); !packages.isEmpty())
            lines.append(u"%1: %2"_s.arg(packageKindName(kind), packages.join(u", "_s)));
    }
    return lines;
}

QStringList settingLines(const Template &entry)
{
    QStringList lines = {TemplateView::tr("%1 × CPU, %2 MB memory, %3 GB disk")
                             .arg(entry.cores)
                             .arg(entry.memoryMb)
                             .arg(entry.diskGb)};
    if (!entry.os.isEmpty())
        lines.append(TemplateView::tr("System: %1").arg(entry.os));
    if (!entry.source.isEmpty())
        lines.append(TemplateView::tr("With LXC: %1").arg(entry.source));
    QStringList features;
    if (entry.unprivileged.has_value())
        features.append(*entry.unprivileged ? TemplateView::tr("unprivileged")
                                            : TemplateView::tr("privileged"));
    for (const auto &[flag, name] :
         {std::pair(entry.nesting, u"nesting"_s), std::pair(entry.keyctl, u"keyctl"_s),
          std::pair(entry.fuse, u"FUSE"_s)}) {
        if (flag == true)
            features.append(name);
    }
    if (!features.isEmpty())
        lines.append(TemplateView::tr("On Proxmox VE: %1").arg(features.join(u", "_s)));
    return lines;
}

} // namespace

TemplateView::TemplateView(QWidget *parent, Actions actions)
    : Card(parent), m_outer(new QVBoxLayout(this)), m_use(new QPushButton(tr("Use This Template"))),
      m_edit(new QPushButton(tr("Edit"))), m_copy(new QPushButton(tr("Copy…"))),
      m_export(new QPushButton(tr("Export…"))), m_remove(new QPushButton(tr("Remove…")))
{
    setObjectName(u"templateView"_s);
    m_outer->setContentsMargins(0, 0, 0, margins(1).bottom());
    m_outer->setSpacing(0);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_body = new QWidget;
    m_body->setAutoFillBackground(false);
    m_rows = new QVBoxLayout(m_body);
    m_rows->setContentsMargins(margins(2, 1.6));
    m_rows->setSpacing(space(0.8));
    scroll->setWidget(m_body);
    m_body->setAutoFillBackground(false); // setWidget() turns it on; the card shows through
    m_outer->addWidget(scroll, 1);
    QWidget *buttons = makeButtons();
    m_outer->addWidget(buttons);
    buttons->setVisible(actions == Actions::Shown);
}

QWidget *TemplateView::makeButtons()
{
    auto *bar = new QWidget;
    auto *layout = new elements::FlowLayout(bar);
    layout->setContentsMargins(margins(2, 0.6));
    layout->setSpacing(space(0.8));
    setButtonKind(m_use, ButtonKind::Primary);
    m_use->setObjectName(u"useTemplate"_s);
    m_edit->setObjectName(u"editTemplate"_s);
    m_copy->setObjectName(u"copyTemplate"_s);
    m_export->setObjectName(u"exportTemplate"_s);
    m_remove->setObjectName(u"removeTemplate"_s);
    for (QPushButton *button : {m_use, m_edit, m_copy, m_export, m_remove})
        layout->addWidget(button);
    connect(m_use, &QPushButton::clicked, this, &TemplateView::useRequested);
    connect(m_edit, &QPushButton::clicked, this, &TemplateView::editRequested);
    connect(m_copy, &QPushButton::clicked, this, &TemplateView::copyRequested);
    connect(m_export, &QPushButton::clicked, this, &TemplateView::exportRequested);
    connect(m_remove, &QPushButton::clicked, this, &TemplateView::removeRequested);
    return bar;
}

void TemplateView::showHead(const TemplateEntry &entry)
{
    if (m_entry && m_entry->entry.name == entry.entry.name && m_entry->revision == entry.revision)
        return;
    m_entry.reset();
    rebuild(entry);
    auto *lines = new elements::Skeleton({60, 45, 70});
    lines->setAccessibleName(tr("The template is being loaded"));
    m_rows->addWidget(lines);
    m_rows->addStretch(1);
}

void TemplateView::showEntry(const TemplateEntry &entry)
{
    m_entry = entry;
    rebuild(entry);
    addSection(tr("Settings"), settingLines(entry.entry), false);
    addSection(tr("Scripts"), scriptLines(entry.entry), true);
    addSection(tr("Files"), fileLines(entry.entry), true);
    addSection(tr("Packages"), packageLines(entry.entry), true);
    addSection(tr("Package buckets"), entry.entry.buckets, true);
    addSection(tr("Left out"), entry.entry.warnings, false);
    m_rows->addStretch(1);
}

void TemplateView::showProblem(const QString &message)
{
    while (m_rows->count() > 2) { // below name and tags
        QLayoutItem *item = m_rows->takeAt(m_rows->count() - 1);
        delete item->widget();
        delete item;
    }
    auto *label = new Label(message, TextStyle::Body, Role::Danger);
    label->setWordWrap(true);
    m_rows->addWidget(label);
    m_rows->addStretch(1);
}

void TemplateView::rebuild(const TemplateEntry &entry)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    auto *title = new Label(entry.entry.title, TextStyle::Heading);
    title->setObjectName(u"templateTitle"_s);
    title->setWordWrap(true);
    m_rows->addWidget(title);
    auto *badges = new QWidget;
    auto *row = new QHBoxLayout(badges);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space(0.6));
    row->addWidget(new Label(entry.entry.name, TextStyle::Mono, Role::Muted));
    row->addWidget(entry.own ? new elements::Badge(entry.shipped ? tr("changed") : tr("own"), Role::Accent)
                             : new elements::Badge(tr("shipped"), Role::Muted, Icon::Lock));
    row->addStretch(1);
    m_rows->addWidget(badges);
    if (!entry.entry.description.isEmpty()) {
        auto *text = new Label(entry.entry.description);
        text->setWordWrap(true);
        m_rows->addWidget(text);
    }
    if (!entry.entry.tags.isEmpty()) {
        auto *tags =
            new Label(tr("Tags: %1").arg(entry.entry.tags.join(u", "_s)), TextStyle::Small, Role::Muted);
        tags->setWordWrap(true);
        m_rows->addWidget(tags);
    }
    const bool isHere = m_entry.has_value();
    m_use->setEnabled(true);
    for (QPushButton *button : {m_edit, m_copy, m_export})
        button->setEnabled(isHere);
    m_remove->setText(entry.own && entry.shipped ? tr("Revert…") : tr("Remove…"));
    m_remove->setToolTip(entry.own ? QString() : tr("It came with the program and stays."));
    m_remove->setEnabled(entry.own);
}

void TemplateView::addSection(const QString &title, const QStringList &lines, bool isMono)
{
    if (lines.isEmpty())
        return;
    m_rows->addSpacing(space(0.8));
    m_rows->addWidget(new Label(title, TextStyle::Strong));
    for (const QString &line : lines) {
        auto *label = new Label(line, isMono ? TextStyle::Mono : TextStyle::Body, Role::Text);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_rows->addWidget(label);
    }
}

} // namespace slipway::desktop
