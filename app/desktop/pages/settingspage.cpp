#include "app/desktop/pages/settingspage.h"

#include "app/desktop/desktopsettings.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/profiles.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QPushButton>
#include <QScrollArea>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

std::pair<elements::Card *, QVBoxLayout *> makeCard(const QString &title)
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.6));
    layout->setSpacing(space(1.2));
    layout->addWidget(new Label(title, TextStyle::Heading));
    return {card, layout};
}

QCheckBox *makeCheck(const QString &name, const QString &text, bool checked)
{
    auto *box = new QCheckBox(text);
    box->setObjectName(name);
    box->setAccessibleName(text);
    box->setChecked(checked);
    return box;
}

} // namespace

SettingsPage::SettingsPage(DesktopSettings &settings, Profiles &profiles, QWidget *parent)
    : QWidget(parent), m_settings(settings), m_profiles(profiles)
{
    setObjectName(u"settingsPage"_s);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    content->setMaximumWidth(space(104)); // a choice a screen wide is hard to read
    rows->setContentsMargins(scrolledMargins());
    rows->setSpacing(space(1.4));
    rows->addWidget(pageTitle(tr("Settings")));
    rows->addWidget(makeConnections());
    rows->addWidget(makeAppearance());
    rows->addWidget(makeLog());
    rows->addWidget(makeNotifications());
    rows->addStretch(1);
    auto *scroll = new QScrollArea;
    makePageScroll(*scroll);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

QWidget *SettingsPage::makeAppearance()
{
    const auto [card, layout] = makeCard(tr("Appearance"));
    auto *themes = choiceInput(
        u"theme"_s, {{u"system"_s, tr("As the system")}, {u"light"_s, tr("Light")}, {u"dark"_s, tr("Dark")}});
    themes->setCurrentIndex(int(Theme::instance().mode()));
    auto *languages = choiceInput(
        u"language"_s, {{QString(), tr("As the system")}, {u"en"_s, u"English"_s}, {u"de"_s, u"Deutsch"_s}});
    languages->setCurrentIndex(qMax(0, languages->findData(m_settings.language())));
    auto *grid = inputGrid(24);
    grid->addWidget(new FormField(tr("Theme"), themes));
    auto *language = new FormField(tr("Language"), languages);
    grid->addWidget(language);
    layout->addLayout(grid);
    auto *motion = makeCheck(u"reduceMotion"_s, tr("Reduce motion"), Theme::instance().reduceMotion());
    layout->addWidget(motion);
    connect(themes, &QComboBox::activated, this, [this](int index) {
        m_settings.setTheme(static_cast<Mode>(index));
        Theme::instance().setMode(static_cast<Mode>(index));
    });
    connect(&Theme::instance(), &Theme::changed, themes,
            [themes] { themes->setCurrentIndex(int(Theme::instance().mode())); });
    connect(languages, &QComboBox::activated, this, [this, languages, language] {
        m_settings.setLanguage(languages->currentData().toString());
        language->setHint(tr("The language changes when Slipway is started the next time."));
    });
    connect(motion, &QCheckBox::toggled, this, [this](bool on) {
        m_settings.setReduceMotion(on);
        Theme::instance().setReduceMotion(on);
    });
    return card;
}

QWidget *SettingsPage::makeLog()
{
    const auto [card, layout] = makeCard(tr("Log"));
    auto *wrap = makeCheck(u"wrapLog"_s, tr("Wrap long lines"), m_settings.wrapsLog());
    auto *hours = choiceInput(
        u"hours"_s,
        {{u"system"_s, tr("As the system")}, {u"12"_s, tr("12 hours")}, {u"24"_s, tr("24 hours")}});
    hours->setCurrentIndex(int(m_settings.hours()));
    auto *grid = inputGrid(24);
    grid->addWidget(new FormField(tr("Time stamps"), hours));
    layout->addLayout(grid);
    layout->addWidget(wrap);
    connect(wrap, &QCheckBox::toggled, &m_settings, &DesktopSettings::setWrapsLog);
    connect(&m_settings, &DesktopSettings::logViewChanged, wrap,
            [this, wrap] { wrap->setChecked(m_settings.wrapsLog()); });
    connect(hours, &QComboBox::activated, this,
            [this](int index) { m_settings.setHours(static_cast<DesktopSettings::Hours>(index)); });
    return card;
}

QWidget *SettingsPage::makeNotifications()
{
    const auto [card, layout] = makeCard(tr("Notifications"));
    auto *runs = makeCheck(u"notifyRuns"_s, tr("Tell when a creation ends while another window is in front"),
                           m_settings.notifies());
    layout->addWidget(runs);
    connect(runs, &QCheckBox::toggled, &m_settings, &DesktopSettings::setNotifies);
    return card;
}

QWidget *SettingsPage::makeConnections()
{
    const auto [card, layout] = makeCard(tr("Connections"));
    m_kept = new elements::InlineMessage;
    m_kept->setObjectName(u"tokenKept"_s);
    m_kept->hide();
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(space(0.8));
    auto *add = new QPushButton(tr("Add a Connection"));
    add->setObjectName(u"addConnection"_s);
    add->setIcon(theme::icon(Icon::Plus));
    layout->addWidget(m_kept);
    layout->addLayout(m_rows);
    layout->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &SettingsPage::addRequested);
    return card;
}

void SettingsPage::showProfiles(const std::optional<QString> &current, const QUrl &named)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // a button of it may be what led here
        delete item;
    }
    if (!current)
        m_rows->addWidget(makeNamedRow(named));
    m_rows->addWidget(makeRow({{}, tr("This computer"), {}}, current == QString()));
    for (const Profile &profile : m_profiles.all())
        m_rows->addWidget(makeRow(profile, current == profile.id));
}

QWidget *SettingsPage::makeNamedRow(const QUrl &url)
{
    auto *row = new QWidget;
    row->setObjectName(u"connection:named"_s);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(url.host(), TextStyle::Strong));
    auto *address =
        new Label(tr("%1, named when Slipway was started").arg(url.toDisplayString(QUrl::RemoveUserInfo)),
                  TextStyle::Small, Role::Muted);
    address->setWordWrap(true);
    texts->addWidget(address);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(texts, 1);
    layout->addWidget(new elements::Badge(tr("in use"), Role::Success, Icon::Check));
    return row;
}

QWidget *SettingsPage::makeRow(const Profile &profile, bool isCurrent)
{
    auto *row = new QWidget;
    row->setObjectName(u"connection:"_s + profile.id);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(0.8));
    auto *name = new Label(profile.name, TextStyle::Strong);
    name->setWordWrap(true);
    auto *address = new Label(profile.isOwn() ? tr("The backend that Slipway starts by itself")
                                              : profile.url.toDisplayString(QUrl::RemoveUserInfo),
                              TextStyle::Small, Role::Muted);
    address->setWordWrap(true);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(name);
    texts->addWidget(address);
    layout->addLayout(texts, 1);
    if (isCurrent) {
        layout->addWidget(new elements::Badge(tr("in use"), Role::Success, Icon::Check));
    } else {
        auto *use = new QPushButton(tr("Use"));
        use->setObjectName(u"use"_s);
        use->setAccessibleName(tr("Use %1").arg(profile.name));
        layout->addWidget(use);
        connect(use, &QPushButton::clicked, this, [this, id = profile.id] { emit useRequested(id); });
    }
    if (!profile.isOwn()) {
        auto *edit = new QPushButton(tr("Edit"));
        edit->setObjectName(u"edit"_s);
        edit->setAccessibleName(tr("Edit %1").arg(profile.name));
        auto *remove = new elements::IconButton(Icon::Trash, tr("Remove %1").arg(profile.name));
        remove->setObjectName(u"remove"_s);
        layout->addWidget(edit);
        layout->addWidget(remove);
        connect(edit, &QPushButton::clicked, this, [this, id = profile.id] { emit editRequested(id); });
        connect(remove, &QToolButton::clicked, this, [this, id = profile.id] { emit removeRequested(id); });
    }
    return row;
}

void SettingsPage::showKept(bool isSessionOnly)
{
    if (isSessionOnly)
        m_kept->showMessage(elements::InlineMessage::Kind::Warning,
                            tr("The token is kept for this session only. This system has no keychain that "
                               "takes it, and Slipway writes no token into a file."));
    else
        m_kept->hide();
}

} // namespace slipway::desktop
