#include "app/desktop/pages/templatesettings.h"

#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/pagelayout.h"
#include "widgets/theme/label.h"

#include <QCheckBox>
#include <QRegularExpression>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList tagsIn(const QString &text)
{
    static const QRegularExpression gap(u"[\\s,;]+"_s);
    return text.split(gap, Qt::SkipEmptyParts);
}

// A comma is a part of "flask>=2,<3".
QStringList packagesIn(const QString &text)
{
    static const QRegularExpression gap(u"\\s+"_s);
    return text.split(gap, Qt::SkipEmptyParts);
}

QComboBox *flagInput(const QString &name)
{
    return choiceInput(name, {{QString(), TemplateSettings::tr("As the host does")},
                              {u"1"_s, TemplateSettings::tr("Yes")},
                              {u"0"_s, TemplateSettings::tr("No")}});
}

void showFlag(QComboBox *box, const std::optional<bool> &flag)
{
    box->setCurrentIndex(!flag ? 0 : *flag ? 1 : 2);
}

std::optional<bool> flagOf(const QComboBox *box)
{
    return box->currentIndex() == 0 ? std::nullopt : std::optional(box->currentIndex() == 1);
}

elements::Card *section(QVBoxLayout *rows, const QString &title)
{
    auto *card = new elements::Card;
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(margins(1.8, 1.4));
    inside->setSpacing(space(1.2));
    inside->addWidget(new Label(title, TextStyle::Heading));
    rows->addWidget(card);
    return card;
}

} // namespace

TemplateSettings::TemplateSettings(QWidget *parent) : QScrollArea(parent)
{
    makePageScroll(*this);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, space(1.4), scrollMargin(), space(2));
    rows->setSpacing(space(1.2));
    addTexts(rows);
    addNumbers(rows);
    addPackages(rows);
    rows->addStretch(1);
    setWidget(content);
    for (QLineEdit *edit : {m_name, m_title, m_description, m_tags, m_os, m_source})
        connect(edit, &QLineEdit::textChanged, this, &TemplateSettings::changed);
    for (QSpinBox *box : {m_cores, m_memory, m_disk})
        connect(box, &QSpinBox::valueChanged, this, &TemplateSettings::changed);
    for (QComboBox *box : {m_unprivileged, m_nesting, m_keyctl, m_fuse})
        connect(box, &QComboBox::currentIndexChanged, this, &TemplateSettings::changed);
}

FormField *TemplateSettings::field(const QString &name, const QString &label, QWidget *input,
                                   const QString &hint)
{
    auto *out = new FormField(label, input, hint);
    m_fields.insert(name, out);
    return out;
}

void TemplateSettings::addTexts(QVBoxLayout *rows)
{
    m_title = lineInput(u"templateTitleInput"_s, tr("Web server"));
    m_name = lineInput(u"templateName"_s, tr("web-server"));
    m_description = lineInput(u"templateDescription"_s);
    m_tags = lineInput(u"templateTags"_s, tr("web, debian"));
    auto *inside = section(rows, tr("About"))->layout();
    auto *grid = inputGrid(20);
    grid->addWidget(field(u"title"_s, tr("Title"), m_title));
    grid->addWidget(field(u"name"_s, tr("Name"), m_name, tr("Of its folder. It never changes.")));
    static_cast<QVBoxLayout *>(inside)->addLayout(grid);
    inside->addWidget(field(u"description"_s, tr("Description"), m_description));
    inside->addWidget(field(u"tags"_s, tr("Tags"), m_tags, tr("Apart by commas; containers get them, too.")));
}

void TemplateSettings::addNumbers(QVBoxLayout *rows)
{
    m_cores = numberInput(u"templateCores"_s, 1, 128, 1);
    m_memory = numberInput(u"templateMemory"_s, 16, 1'048'576, 512, tr(" MB"));
    m_disk = numberInput(u"templateDisk"_s, 1, 65'536, 8, tr(" GB"));
    m_os = lineInput(u"templateOs"_s, u"debian-12-standard"_s);
    m_source = lineInput(u"templateSource"_s, u"debootstrap:bookworm"_s);
    m_unprivileged = flagInput(u"templateUnprivileged"_s);
    m_nesting = flagInput(u"templateNesting"_s);
    m_keyctl = flagInput(u"templateKeyctl"_s);
    m_fuse = flagInput(u"templateFuse"_s);
    auto *inside = static_cast<QVBoxLayout *>(section(rows, tr("Container"))->layout());
    auto *grid = inputGrid(19);
    grid->addWidget(field(u"cores"_s, tr("CPU cores"), m_cores));
    grid->addWidget(field(u"memoryMb"_s, tr("Memory"), m_memory));
    grid->addWidget(field(u"diskGb"_s, tr("Disk"), m_disk));
    grid->addWidget(field(u"os"_s, tr("System on Proxmox VE"), m_os));
    grid->addWidget(field(u"source"_s, tr("System with LXC"), m_source));
    grid->addWidget(field(u"unprivileged"_s, tr("Unprivileged"), m_unprivileged));
    grid->addWidget(field(u"nesting"_s, tr("Nesting"), m_nesting));
    grid->addWidget(field(u"keyctl"_s, tr("Kernel keys (keyctl)"), m_keyctl));
    grid->addWidget(field(u"fuse"_s, tr("FUSE"), m_fuse));
    inside->addLayout(grid);
}

void TemplateSettings::addPackages(QVBoxLayout *rows)
{
    auto *inside = section(rows, tr("Packages"))->layout();
    m_packageBox = new QWidget;
    (new QVBoxLayout(m_packageBox))->setContentsMargins(0, 0, 0, 0);
    m_bucketBox = new QWidget;
    (new QVBoxLayout(m_bucketBox))->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(m_packageBox);
    inside->addWidget(m_bucketBox);
}

void TemplateSettings::setBuckets(const QStringList &names) { m_bucketNames = names; }

void TemplateSettings::focusFirst() { m_title->setFocus(Qt::OtherFocusReason); }

void TemplateSettings::show(const Template &entry, bool isNew)
{
    m_name->setText(entry.name);
    m_name->setEnabled(isNew);
    m_title->setText(entry.title);
    m_description->setText(entry.description);
    m_tags->setText(entry.tags.join(u", "_s));
    m_os->setText(entry.os);
    m_source->setText(entry.source);
    m_cores->setValue(entry.cores);
    m_memory->setValue(entry.memoryMb);
    m_disk->setValue(entry.diskGb);
    showFlag(m_unprivileged, entry.unprivileged);
    showFlag(m_nesting, entry.nesting);
    showFlag(m_keyctl, entry.keyctl);
    showFlag(m_fuse, entry.fuse);
    // A field for each list there is, and one for each installer that has none.
    m_lists = entry.packageLists;
    m_listsThere = m_lists.size();
    for (const PackageKind kind : kPackageKinds) {
        if (std::none_of(m_lists.begin(), m_lists.end(),
                         [kind](const auto &one) { return one.installer == kind; }))
            m_lists.append({u"main"_s, kind, {}});
    }
    qDeleteAll(m_packageFields);
    m_packageFields.clear();
    m_packages.clear();
    for (const PackageList &list : std::as_const(m_lists)) {
        const QString kind = packageKindName(list.installer);
        auto *edit = lineInput(u"packages-%1-%2"_s.arg(list.name, kind));
        edit->setText(list.packages.join(u' '));
        m_packages.append(edit);
        m_packageFields.append(new FormField(list.name == u"main" ? kind : tr("%1: %2").arg(kind, list.name),
                                             edit, tr("Names, apart by blanks")));
        m_packageBox->layout()->addWidget(m_packageFields.last());
        connect(edit, &QLineEdit::textChanged, this, &TemplateSettings::changed);
    }
    qDeleteAll(m_bucketBox->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_chosenBuckets = entry.buckets;
    QStringList names = m_bucketNames;
    for (const QString &name : entry.buckets) {
        if (!names.contains(name))
            names.append(name);
    }
    for (const QString &name : std::as_const(names)) {
        auto *box = new QCheckBox(tr("Package bucket %1").arg(name));
        box->setObjectName(u"bucket-"_s + name);
        box->setChecked(entry.buckets.contains(name));
        m_bucketBox->layout()->addWidget(box);
        connect(box, &QCheckBox::toggled, this, [this, name](bool on) {
            m_chosenBuckets.removeAll(name);
            if (on)
                m_chosenBuckets.append(name);
            emit changed();
        });
    }
}

/// One that was never there and has nothing in it is only an offer.
bool TemplateSettings::isSent(qsizetype list) const
{
    return list < m_listsThere || !packagesIn(m_packages.at(list)->text()).isEmpty();
}

void TemplateSettings::fill(Template &entry) const
{
    entry.name = m_name->text().trimmed();
    entry.title = m_title->text();
    entry.description = m_description->text();
    entry.tags = tagsIn(m_tags->text());
    entry.os = m_os->text().trimmed();
    entry.source = m_source->text().trimmed();
    entry.cores = m_cores->value();
    entry.memoryMb = m_memory->value();
    entry.diskGb = m_disk->value();
    entry.unprivileged = flagOf(m_unprivileged);
    entry.nesting = flagOf(m_nesting);
    entry.keyctl = flagOf(m_keyctl);
    entry.fuse = flagOf(m_fuse);
    entry.packageLists.clear();
    for (qsizetype i = 0; i < m_lists.size(); ++i) {
        if (isSent(i))
            entry.packageLists.append(
                {m_lists.at(i).name, m_lists.at(i).installer, packagesIn(m_packages.at(i)->text())});
    }
    entry.buckets = m_chosenBuckets;
}

void TemplateSettings::showErrors(const QList<FieldError> &errors)
{
    const auto messageAt = [&errors](const QString &field) {
        for (const FieldError &error : errors) {
            if (error.field == field || error.field.startsWith(field + u'['))
                return error.message;
        }
        return QString();
    };
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it)
        it.value()->setError(messageAt(it.key()));
    qsizetype at = 0; // among those that are sent
    for (qsizetype i = 0; i < m_lists.size(); ++i)
        m_packageFields.at(i)->setError(isSent(i) ? messageAt(u"packageLists[%1].packages"_s.arg(at++))
                                                  : QString());
}

} // namespace slipway::desktop
